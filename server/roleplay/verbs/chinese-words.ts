/** Chinese words that show how a clause is built. Closed lists: they do not grow with games. */

/** What stands before a verb and makes it undone: not, want, almost, pretend, let someone, watch someone. */
export const UNDONE =
  /不|没|未|勿|莫|别(?!过)|无法|无力|难以|休想|想|打算|准备|试图|企图|试着|尝试|要|将要|即将|欲|差点|差一点|险些|几乎|假装|装作|佯装|装出|作势|仿佛|好像|像|似乎|如同|宛如|好似|如果|假如|倘若|若|除非|只有|一旦|哪怕|即使|每次|每逢|每天|每日|每晚|总是|总爱|常常|经常|往往|时常|曾|从前|以前|以往|昔日|已经|早已|早就|应该|应当|可以|可能|能|会|敢|愿|肯|舍得|必须|必定|请|让|叫|使|令|命|催|劝|求|托|示意|吩咐|告诉|要求|提议|建议|允许|看着|望着|盯着|看见|望见|看到|瞧见|瞧着|注视|目送|听着|听见|听到|听说|等着|等到|等|直到|想象|幻想|记得|记起|梦见|帮|替|怕|担心|拒绝|忘了|忘记|犹豫|迟疑|是否|谁|为何|怎么|究竟|被|由着|任由|任凭|刚才|当年|当初|昨|明天|伸手去|伸手欲|去拿|去接/u;
/** What one of these words holds is done all the same. */
export const DONE_ALL_THE_SAME =
  /毫不犹豫|不慌不忙|不紧不慢|不动声色|不由分说|一言不发|不声不响|不由得|不禁|不自觉|忍不住|小心翼翼|若无其事|若有所思|如释重负|不假思索|没好气|不情愿|不耐烦|不太情愿|不以为意/gu;
/** What stands after it and makes it undone. */
export const UNDONE_AFTER = /似的|一般$|一样|的样子|之前|以前|的话|[吗么]$|的时候才|一半|到半/u;
/** Someone else does what follows, and perhaps what follows that. */
export const HANDS_OVER =
  /(?:看着|望着|盯着|看见|望见|看到|瞧见|目送|听着|听见|听到|等着|等到|等|让|请|叫|命|催|劝|求|托|示意|吩咐|告诉|要求|帮|替)[\u{E000}-\u{F8FF}你他她您](?=.)/u;
/** The rest of the sentence hangs on it. */
export const CONDITION = /^(?:如果|要是|假如|倘若|若是|若|只要|除非|一旦|每次|每逢|每当)/u;

/** Prepositions and verbs that may stand before another person without making it the one who acts. */
export const BEFORE_PERSON =
  /(?:从|对|向|朝|往|给|为|跟|跟着|和|与|同|在|当着|对着|冲着|朝着|向着|面向|转向|走到|来到|走近|走向|绕过|越过|经过|靠近|冲|把|将|凑到|隔着)$/u;

export const BODY_SUBJECT =
  /^(?:[她他我]的?|[\u{E000}-\u{F8FF}]的)?(?:目光|视线|眼神|眼光|眼睛|眼|手指|手掌|手|声音|嗓音|心思|心|思绪|嘴角|嘴唇|脸|身子|身体|脚步|影子|泪水|眼泪|笑意|指尖|话|念头|烛光|灯光|雨|风)(?!忙)/u;
/** Hands that do something for their owner are no subject. */
export const HAND_ADVERBIAL =
  /^(?:双手|单手|两手|一手|右手|左手|伸手|抬手|随手|顺手|反手|亲手|用手|手忙脚乱)/u;
export const OTHER_SUBJECT =
  /^(?:你|您|他们|她们|它|众人|大家|有人|那人|来人|旁人|对方|两人|二人|老板|伙计|船夫|客人|谁|什么|一个|一名|一位|门外|屋里的人)/u;

const ADVERBS =
  "又|紧|便|就|才|也|还|再|则|却|于是|然后|接着|随后|随即|立刻|立即|马上|连忙|赶忙|急忙|匆匆忙忙|匆匆|慌忙|忙|缓缓|慢慢|轻轻|悄悄|默默|静静|猛然|忽然|突然|一把|一下子|一下|终于|只好|只得|径直|径自|直接|顺势|顺手|随手|反手|抬手|伸手|伸出手|伸过手|亲手|双手|单手|两手|一手|右手|左手|用手|用力|使劲|小心|小心翼翼|郑重其事|郑重|恭敬|大步流星|大步|快步|疾步|缓步|慢步|几步|三步两步|三两步|一步步|一步一步|跌跌撞撞|踉踉跄跄|踉跄|蹒跚|转身|转过身来|转过身去|转过身|回身|回过身|侧身|俯身|弯腰|弯下腰|欠身|欠了欠身|起身|上前一步|上前|走上前来|走上前去|走上前|走过去|走过来|过去|过来|走出来|低头|低着头|抬头|抬眼|屏住呼吸|咬牙|咬咬牙|独自|重新|再次|再度|又一次|先是|先|最后|最终|颤巍巍|气冲冲|笑吟吟|怯生生|毫不犹豫|不慌不忙|不紧不慢|不动声色|不由分说|一言不发|不声不响|若无其事|若有所思|如释重负|不假思索|忍不住|一边|一面|边|这才|方才|方|只|干脆|索性|一同|一起|一路|稳稳|紧紧|狠狠|重重|牢牢|远远|直直|懒懒|淡淡|微微|稍稍|赶紧|当即|当场|急急|疲惫|呆呆|木然|肃然|里面|来|自己|地|着";
const MENTION = "[\\u{E000}-\\u{F8FF}你您他她]";
/** What may stand between an actor and its verb, taken off from the left piece by piece. */
export const ADVERBIAL = new RegExp(
  `^(?:${ADVERBS.split("|")
    .toSorted((a, b) => b.length - a.length)
    .join(
      "|",
    )}|[\\p{Script=Han}]{1,4}地|[\\p{Script=Han}]{1,3}的一声|(?:端|拿|捧|提|抱|握|攥|拎|举|扶|拄|背|披|撑|带|牵|夹)着[^，]{1,4}?(?=$|走|来|跑|冲|坐|站|转|朝|往|向|在)|[\\p{Script=Han}]{1,2}着(?:[\\p{Script=Han}]{1,3}(?=$))?|([\\p{Script=Han}])了\\1[\\p{Script=Han}]{0,3}|叹了?口气|深吸一?口气|(?:从|在|自|打)[^，]{0,8}?(?:手里|手中|手上|里面|里头|上面|下面|旁边|身边|身上|身旁|那里|那儿|这里|里|上|中|下|边|旁|处|外|后|内|前|间)(?:的)?|(?:对|向|朝|冲|冲着|对着|朝着)${MENTION}(?:点点头|点了点头|点头|笑了笑|笑笑|招招手|招手|欠身)?|(?:当着)${MENTION}(?:的面)?|(?:用|以|隔着|绕过|越过|穿过|跨过|沿着|顺着|拨开|离开)[^，]{1,5}?(?=$|走|来|跑|冲|把|将|拿|打|推|拉|取|坐|站))`,
  "u",
);

/** Between a verb and its thing: whose it is, which one, what it is like. */
export const CLASSIFIERS = "把封个只盏本杯张块串枚件支扇口壶碗瓶条根具方面卷顶道份座架柄副";
/** One of many: no thing in particular. */
export const INDEFINITE = new RegExp(`^(?:一|两|几|三|好几|另一|某)[${CLASSIFIERS}]`, "u");
/** After a name they make a longer word of it. */
export const LONGER_WORD =
  /^(?:[孔圈扣柄架底缘角环纸封套绳带壳袋链柜板闩缝尖盒匠徒帘锁芯光影声]|的|盖子?(?!上|住|好|着)|盘(?!腿)|花)/u;
/** Where, about someone or something. */
export const PLACE_WORDS =
  "(?:的)?(?:旁边|旁|边上|边|身边|身旁|身前|身后|面前|跟前|前面|前头|前|后面|后头|后|里面|里头|里|上|那里|那儿|那边|这边|对面|中间|中央|附近|近旁|外面|外|处|下|左右|一侧)?";
export const HAND_WORDS = /^(?:的)?(?:手里|手中|手上|手心|手|怀里|怀中|掌心|掌中|掌上)/u;
export const STOPPED = /停住|停下|站住|止步|顿住|折回|折返|退了回来|又退/u;
