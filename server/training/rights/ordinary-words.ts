/**
 * Words that are names as well, or that players like to be called: in small letters they are the word. A name of these
 * is found where it is written with a capital.
 */
export const ORDINARY_WORDS: ReadonlySet<string> = new Set(
  `ace amber angel april art ash aspen autumn basil bear bill blade blaze blue brook buck carol cat chance charity chase
  chip christian clay cliff cloud coral crow crystal daisy dale dawn dean destiny dog dot dragon drew dusk earl echo
  eagle ember eve faith falcon fay fern fire flame flint flora forest fox frank frost gale game gene ghost ginger glen
  gold grace grant gray green grey guest hank hawk hazel heath heather heart heaven hero honey hope hunter ice iris iron
  ivy jack jade jasmine jay jet jewel joy june juniper king knight lake lance lane laurel lee light lily lion lord louis
  love lucky luna lynx mark mason master may melody mercy merry mike miles mist moon nick night nova oak ocean olive opal
  ore page parker pat pearl peg penny pepper phoenix pierce piper player poppy prince princess queen rain ranger raven
  ray red reed rich river rob robin rock rod rose ruby rusty sable sage sailor sally sandy saint scout shade shadow silver
  skip sky smith snow sol sparrow spark spirit spring star steel stone storm stranger sue summer sun sunny swift sword
  tanner teddy terry thorn thunder tiger timber tom tony traveler traveller trip troy turner van vale victor violet
  viper wade wanderer warren water wave way west white will willow wind winter wolf woody wren young you
  the and but for not are was his her she him who why how all any can had has our out day man men old new now one two
  see sea say said sir madam miss captain doctor father mother brother sister uncle aunt`
    .trim()
    .split(/\s+/u),
);

/** Words of a longer name that nobody is called by alone. */
export const NAME_PARTICLES: ReadonlySet<string> = new Set(
  `the of and de da di du del der den van von la le el al bin ibn ben mac mc o st sir dame lord lady mr mrs ms miss dr
  doctor captain capt old young big little lil uncle aunt father mother brother sister king queen prince princess
  saint master mister madam jr sr ii iii iv a an to in on at`
    .trim()
    .split(/\s+/u),
);

/** Surnames of one character before a given name of two, by how many people bear them. */
export const HAN_SURNAMES: ReadonlySet<string> = new Set(
  `王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔`,
);

/** Surnames of two characters. */
export const HAN_DOUBLE_SURNAMES: ReadonlySet<string> = new Set(
  "欧阳 上官 司马 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 皇甫 慕容 令狐 公孙 长孙 宇文 端木".split(" "),
);
