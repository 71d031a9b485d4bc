/** Styles that a page brings; Vite takes them out into files of their own. */
declare module "*.css";
