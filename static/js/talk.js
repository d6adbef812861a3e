// A quiet cue at 20, 25 and 30 minutes of a talk. Without it the times stand on the page all the same.

import { tell } from "./cues.js";

const clock = document.querySelector("[data-talk-minutes]");
const cue = document.querySelector("[data-talk-cue]");
const begun = performance.now() - Number(clock.dataset.talkMinutes) * 60_000;
const tick = () => tell(clock, cue, (performance.now() - begun) / 60_000);

tick();
setInterval(tick, 15_000);
