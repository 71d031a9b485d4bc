/** English words that show how a clause is built. Closed lists: they do not grow with games. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/u));

/** The actor itself, as a subject. */
export const SELF_SUBJECTS = words("he she they i we");
/** Someone or something else, as a subject. */
export const OTHER_SUBJECTS = words(
  "you it this that these those someone somebody everyone everybody nobody anyone nothing one",
);
export const ARTICLES = words("the this that these those its");
export const POSSESSIVES = words("his her their my your our whose");
/** Before a noun they mean no thing in particular. */
export const INDEFINITE = words(
  "a an another some any no every each several few many two three four five six more all both half other either neither",
);
export const OBJECT_PRONOUNS = words("it them him her you me us");
export const REFLEXIVES = words("himself herself themselves themself itself myself yourself");

export const AUXILIARIES = words(
  `do does did don doesn didn will would won wouldn can could cannot couldn may might must mustn shall should shouldn
  ought is am are was were isn aren wasn weren be been being has have had hasn haven hadn having needn`,
);
/** With these near a verb, nothing is done, or not now, or not wholly. */
export const UNREAL_ADVERBS = words(
  `not never n't almost nearly hardly barely scarcely always usually often sometimes rarely seldom normally
  habitually perhaps maybe possibly supposedly reportedly theoretically mentally already once virtually
  figuratively metaphorically half partly partially no longer`,
);
/** Verbs whose infinitive is done: `manages to open`. */
export const IMPLICATIVES = words("manage manages managed proceed proceeds proceeded");
/** After "but" they take back what was begun, and after a way towards something always. */
export const STOPPING = words(
  `stop stops stopped halt halts halted freeze freezes froze hesitate hesitates hesitated falter falters faltered
  pause pauses paused think thinks thought change changes changed fail fails failed`,
);
/** What one perceives or causes someone else to do is told after them. */
export const PERCEIVING = words(
  `watch watches watched watching see sees saw seeing hear hears heard hearing notice notices noticed noticing
  observe observes observed observing catch catches caught catching find finds found finding feel feels felt
  let lets letting make makes made making have has had help helps helped helping leave leaves left leaving
  imagine imagines imagined imagining remember remembers remembered remembering spot spots spotted keep keeps`,
);

/** They begin a clause of their own, with a subject of its own. */
export const SUBORDINATORS = words(
  "as when while until till if because since though although where wherever whether unless whenever lest once",
);
/** What such a clause tells does not happen here and now. */
export const UNREAL_SUBORDINATORS = words(
  "if when until till unless whether whenever lest because since once wherever",
);
export const RELATIVES = words("who whom which that whose what how why");
export const COORDINATORS = words("and then but or nor yet");
/** With a gerund after them the deed is done: `before sitting down`. */
export const GERUND_LINKS = words("before after while then and by");

export const PARTICLES = words(
  "up down over out off away back in on across aside together along forward forwards apart around round through by about",
);
export const PREPOSITIONS = words(
  `to toward towards into onto at behind from beside besides with for of on in upon through against near by before
  after under beneath below above over across along around round between among amid inside outside past opposite
  within without despite during about like than as off out down up beyond until till next alongside underneath atop`,
);
/** Where `to` stands in a verb's words, prose may say any of these. */
export const TOWARDS = words("to toward towards into onto");
/** How one gets somewhere: between a verb of going and its `to`. */
export const DIRECTIONS = words(
  "back over straight right across up down around round out in along forward closer off away directly past slowly",
);
/** After a thing they tell where it goes, and change no verb. */
export const HARMLESS_AFTER_ITEM = words(
  "down up back away across over aside forward forwards together",
);

export const BODY = words(
  `hand hands arm arms finger fingers wrist wrists eye eyes gaze glance look stare mouth lip lips tooth teeth head
  face chin brow brows eyebrow eyebrows shoulder shoulders knee knees foot feet leg legs heel heels lap back neck
  hair heart breath voice mind palm palms fist fists thumb thumbs jaw tongue nose ear ears elbow elbows cheek cheeks
  thoughts attention temper smile words pulse blood skin body throat chest tears expression`,
);
/** Where something given ends up: `into Lin's hand`. */
export const HOLDING = words("hand hands palm palms fingers grasp grip arms lap");
export const GAZE = words(
  "eyes eye gaze glance look stare mind imagination thoughts attention chin ear",
);
export const IN_THE_MIND = words("mind head thoughts dreams dream imagination memory fancy");
/** One takes them by sitting down. */
export const SEATS = words(
  "seat chair armchair stool bench sofa settle couch pew place throne rocker",
);
export const HABITS = words("every each usually always often whenever");
/** A body that is in a state, and does nothing. */
export const STATES = words(
  `still firm tall motionless frozen guard watch ready alone apart silent silently rigid transfixed straight upright
  bolt stiffly stock rooted trial opposed accused corrected idle idly there here quietly straight waiting watching
  up forward with unmoving hunched slumped listening cross-legged stunned staring looking trembling shaking
  mending reading brooding in`,
);
/** After a thing that was taken they make another verb of it: `takes it seriously`. */
export const TAKEN_SO = words(
  "as for seriously badly well personally hard lightly ill calmly lying literally",
);
/** Words that tell what was done, when nothing comes after them. */
export const RESULTS = words("open shut closed down up away back aside over across free");
