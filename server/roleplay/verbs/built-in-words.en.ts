/** How English prose says the verbs that every scene knows: base forms; `…` where the thing comes inside. */
export const WORDS_EN = {
  "go-to": words(`
    walk to, go to, step to, cross to, stride to, hurry to, limp to, shuffle to, move to,
    come to, head to, rush to, run to, march to, wander to, stroll to, pad to, dash to,
    return to, stalk to, saunter to, drift to, hobble to, creep to, tiptoe to, slip to,
    make one's way to, cross the room to, cross the floor to, head for, make for, approach
  `),
  face: words(`
    turn to, turn to face, face, swing round to, swing around to, spin to face, wheel on,
    round on, whirl to face, pivot to, pivot to face
  `),
  follow: words(`
    follow, follow after, trail after, walk after, hurry after, go after, fall in behind
  `),
  give: words(`
    give, give back, give over, hand, hand over, hand back, hand across, pass, pass over,
    pass across, pass back, slide, slide over, slide across, slide back, push, push over,
    push across, push back, return, toss, toss over, throw, slip, deliver,
    press … into someone's hand, press … to someone's hand, place … in someone's hand,
    put … in someone's hand, put … into someone's hand, drop … into someone's hand,
    lay … in someone's hand, slip … into someone's hand, tuck … into someone's hand, surrender,
    bring, entrust, lend
  `),
  take: words(`
    take, take up, take back, take down, pick up, grab, grab up, snatch, snatch up, pocket,
    seize, collect, retrieve, gather, gather up, scoop up, pluck, pluck up, fetch, accept, steal
  `),
  show: words(`
    show, hold up, display
  `),
  "put-down": words(`
    put down, set down, lay down, put back, set back, put aside, set aside, lay aside, drop,
    put … on, set … on, lay … on, place … on, drop … on, rest … on, hang … on, place … beside,
    set … beside, put … beside, set … before, lay … before, place … before, put … before,
    set … in front of, place … in front of, lay … in front of, put … in front of, stand … on,
    toss … on, spread … on, spread … over, lay … out on, spread out, lay out
  `),
  sit: words(`
    sit, sit down, sit back down, take a seat, take one's seat, sink down, sink into, sink onto,
    drop into, drop onto, settle into, settle onto, lower oneself into, lower oneself onto,
    slump into, perch on, flop into, ease into, ease oneself into, ease oneself onto,
    sink back into, settle on, settle down on, plop down, plop down on, slide onto
  `),
  stand: words(`
    stand, stand up, rise, rise up, get up, get to one's feet, jump up, rise to one's feet,
    jump to one's feet, spring to one's feet, leap up, struggle to one's feet, push oneself up,
    scramble to one's feet
  `),
  open: words(`
    open, open up, pull open, push open, throw open, fling open, slide open, snap open,
    flip open, pry open, prise open, tear open, swing open, unlatch
  `),
  close: words(`
    close, close up, shut, pull shut, push shut, slam, slam shut, snap shut, swing shut,
    ease shut, kick shut, pull closed
  `),
  point: words(`
    point at, point to, point toward, gesture at, gesture toward, indicate, point a finger at,
    jab a finger at, aim a finger at, jerk one's thumb at, point one's finger at,
    jerk a thumb at, wave a hand at, jab one's finger at
  `),
} as const;

function words(list: string): string[] {
  return list
    .split(/[,，]/u)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== "");
}
