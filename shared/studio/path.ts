/** Where the studio's page is; its requests go to `${STUDIO_PATH}/api`. */
export const STUDIO_PATH = "/studio";
