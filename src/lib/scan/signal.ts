let audio: AudioContext | undefined;

/** What the ear and the hand are told: counted, or look at the screen. */
export type Signal = 'counted' | 'asked';

const toneBySignal: { readonly [S in Signal]: { readonly hertz: number; readonly seconds: number } } = {
  counted: { hertz: 1760, seconds: 0.08 },
  asked: { hertz: 440, seconds: 0.25 },
};
const vibrationMs: { readonly [S in Signal]: number | number[] } = { counted: 40, asked: [80, 60, 80] };

/**
 * Opens the sound, which holds a page up for a tenth of a second: when it has nothing to do, so that the first scan need not wait
 * for it. It is heard after the first press. [SK-20]
 */
export function prepareSound(): void {
  audio ??= new AudioContext();
}

/** Called from a press: browsers let nothing be heard before one. */
export function warm(): void {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
}

/** Beeps and vibrates. */
export function signal(kind: Signal, isSilent: boolean): void {
  navigator.vibrate?.(vibrationMs[kind]);
  performance.clearMarks('tongpan-beep');
  performance.mark('tongpan-beep');
  if (isSilent) return;
  warm();
  if (!audio) return;
  const { hertz, seconds } = toneBySignal[kind];
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0.2, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + seconds);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + seconds);
}
