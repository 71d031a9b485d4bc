import { wordsOf } from "./language.ts";

/** The frame's own texts; each page has its own beside it. */
export const words = wordsOf({
  en: {
    title: "Dramatis studio",
    pages: "Pages",
    skip: "Skip to the page",
    otherLanguage: "中文",
    signOut: "Sign out",
    signIn: "Sign in",
    key: "Key",
    how: "Open the link that the server printed in its terminal, or enter the key that its operator gave you.",
    refused:
      "This key does not open the studio. A link opens once and for ten minutes; restart the server for a new one, or ask its operator.",
    pageFailed: "This page could not be loaded; look whether the server still runs, then reload.",
  },
  zh: {
    title: "Dramatis 工作室",
    pages: "页面",
    skip: "跳到正文",
    otherLanguage: "English",
    signOut: "退出",
    signIn: "登录",
    key: "密钥",
    how: "请打开服务器在终端里打印的链接，或输入管理员给你的密钥。",
    refused:
      "这个密钥打不开工作室。链接只能用一次，十分钟内有效；重启服务器可得到新的，或请管理员给你密钥。",
    pageFailed: "这一页没能加载；请看看服务器是否还在运行，然后刷新。",
  },
});
