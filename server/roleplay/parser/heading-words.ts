import { phraseTree } from "./phrase-tree.ts";

/** Under what headings models set apart what is not said: thoughts, notes to themselves, parts of a template. */

/** Where such words are a heading; after `##` at the beginning of a line they always are. */
export interface HeadingRule {
  /** At the beginning of a line, too, and not only in brackets or emphasis. */
  readonly line: boolean;
  /** Only as the first words in brackets or emphasis. */
  readonly first: boolean;
  /** What must follow: a colon; or a closing bracket as well; or the end of emphasis as well. */
  readonly alone: "no" | "in brackets" | "in emphasis";
}

const rule = (given: Partial<HeadingRule>): HeadingRule => ({
  line: false,
  first: false,
  alone: "no",
  ...given,
});
/** `(leans back, thinking: …)` */
const ASIDE = rule({});
/** `(plan: …)`, but not `(the plan: …)` */
const LABEL = rule({ first: true });
/** `Thinking: …`, `[thinking] …` */
const THOUGHT = rule({ line: true, alone: "in brackets" });
/** `Inner thought: …`, `*inner thought* …` */
const INNER = rule({ line: true, alone: "in emphasis" });
/** `[think] …`, `[inst] …` */
const TOKEN = rule({ first: true, alone: "in brackets" });

const listed = (words: string) => words.split(",").map((word) => word.trim());
const SELVES = listed("herself,himself,itself,themselves,myself,self");

const ASIDES = [
  ...listed("thinks,ponders,pondering,muses,musing,wonders,wondering,reflects"),
  ...listed("reflecting,contemplates,contemplating,reasons,mental note,inwardly,silently"),
  ...listed("privately,secretly,in her mind,in his mind,in her head,in his head,to herself"),
  ...listed("to himself,to myself,to themselves"),
  ...["thinks", "thinking", "thought", "muses", "says"].flatMap((verb) =>
    SELVES.map((self) => `${verb} to ${self}`),
  ),
  ...listed("denkt,denke,denkend,pense,pensant,piensa,pensando,pensa,думает,подумала,подумал"),
  ...listed(
    "心里想,心中想,心里暗想,心中暗想,暗想,暗道,心道,心中暗道,心里,心中,想,思忖,暗自思忖,默想,思索",
  ),
  ...listed("思う,思い,心の中で,생각하며"),
];
const LABELS = listed(
  "plan,plans,planning,note to self,intent,intention,intentions,motive,motivation,goal,goals,feeling,feelings,emotion,emotions,secret,private,hidden,internal,inner,aside,meta,memo,note,notes,strategy,mind,unspoken,unsaid,意图,动机,计划,目标,情绪,感受,秘密,备注,潜台词",
);
const THOUGHTS = [
  ...listed("thinking,thoughts,thought,reasoning,monologue,monolog,my thoughts,my thought"),
  ...listed("my thinking,her thoughts,his thoughts,their thoughts,thought bubble,thought process"),
  ...listed("scratchpad,chain of thought,out of character,ooc,subtext,inner voice"),
  ...listed("gedanke,gedanken,pensee,pensees,pensamiento,pensamientos,pensiero,pensieri"),
  ...listed("pensamento,pensamentos,gedachte,gedachten,мысли,мысль,myśli,myśl"),
  ...listed(
    "思考,思维,想法,独白,内心,心想,心声,心里话,心理,内心os,心の声,内心の声,생각,속마음,독백",
  ),
];
const INNERS = [
  ..."inner,internal,private,hidden,secret,silent,unspoken,role,system,character,personal"
    .split(",")
    .flatMap((owner) =>
      listed(
        "think,thinking,thought,thoughts,reasoning,monologue,monolog,dialogue,dialog,feelings,reaction,reflection,reflections,narration",
      ).map((core) => `${owner} ${core}`),
    ),
  ...listed("innerer monolog,monologue intérieur,monólogo interior,monologo interiore"),
  "внутренний монолог",
  ..."角色,系统,内心,心理"
    .split(",")
    .flatMap((owner) => listed("思考,思维,想法,独白,活动,对话,戏").map((core) => owner + core)),
];
const TOKENS = listed(
  "think,inst,sys,system prompt,available tools,tool calls,tool results,bos,eos,eot,end of turn,gmask,sop",
);
const TEMPLATES = listed(
  "instruction,instructions,response,input,output,system,user,assistant,human,prompt,end of turn,end of response,new conversation,指令,回复,输入,输出",
);

/** Folded headings. Where one word stands in two lists, the later list holds. */
export const HEADINGS = phraseTree<HeadingRule>([
  ...TEMPLATES.map((phrase) => [phrase, LABEL] as const),
  ...LABELS.map((phrase) => [phrase, LABEL] as const),
  ...ASIDES.map((phrase) => [phrase, ASIDE] as const),
  ...TOKENS.map((phrase) => [phrase, TOKEN] as const),
  ...THOUGHTS.map((phrase) => [phrase, THOUGHT] as const),
  ...INNERS.map((phrase) => [phrase, INNER] as const),
]);
