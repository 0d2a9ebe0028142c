import { readerOptions } from './reader-options.ts';
import { RepeatGate } from './repeat.ts';

export type CameraState = 'off' | 'opening' | 'on' | 'refused' | 'missing';

/** Width in pixels that a frame is read at: enough for an EAN-13 across a third of the picture. */
const frameWidth = 960;
/** The part of the picture's height that is read: the band in the middle that the page frames. */
const bandShare = 0.6;

type Reader = (image: ImageData) => Promise<readonly { readonly text: string }[]>;

/** Reads codes off the camera, frame after frame, for as long as it is on. The reader is loaded with the first start. */
export class Camera {
  #state = $state<CameraState>('off');
  #hasTorch = $state(false);
  #isTorchOn = $state(false);
  readonly #onCode: (code: string) => void;
  readonly #gate = new RepeatGate();
  #stream: MediaStream | undefined;
  #turn = 0;

  constructor(onCode: (code: string) => void) {
    this.#onCode = onCode;
  }

  get state(): CameraState {
    return this.#state;
  }

  get hasTorch(): boolean {
    return this.#hasTorch;
  }

  get isTorchOn(): boolean {
    return this.#isTorchOn;
  }

  async start(video: HTMLVideoElement): Promise<void> {
    const turn = ++this.#turn;
    this.#state = 'opening';
    try {
      if (!navigator.mediaDevices) throw new DOMException('no camera here', 'NotFoundError');
      const [stream, read] = await Promise.all([
        navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
        }),
        loadReader(),
      ]);
      if (turn !== this.#turn) {
        stop(stream);
        return;
      }
      this.#stream = stream;
      const [track] = stream.getVideoTracks();
      this.#hasTorch = Boolean((track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch);
      video.srcObject = stream;
      await video.play();
      this.#state = 'on';
      void this.#read(video, read, turn);
    } catch (error) {
      if (turn !== this.#turn) return;
      const isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
      this.#state = isRefused ? 'refused' : 'missing';
    }
  }

  stop(): void {
    this.#turn += 1;
    if (this.#stream) stop(this.#stream);
    this.#stream = undefined;
    this.#isTorchOn = false;
    this.#state = 'off';
  }

  async light(isOn: boolean): Promise<void> {
    const [track] = this.#stream?.getVideoTracks() ?? [];
    await track?.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] });
    this.#isTorchOn = isOn;
  }

  async #read(video: HTMLVideoElement, read: Reader, turn: number): Promise<void> {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d', { willReadFrequently: true });
    while (turn === this.#turn && context) {
      await nextFrame(video);
      const { videoWidth: width, videoHeight: height } = video;
      if (width === 0 || document.hidden) continue;
      const scale = Math.min(1, frameWidth / width);
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * bandShare * scale);
      context.drawImage(
        video,
        0,
        (height * (1 - bandShare)) / 2,
        width,
        height * bandShare,
        0,
        0,
        canvas.width,
        canvas.height,
      );
      performance.clearMarks('tongpan-frame');
      performance.mark('tongpan-frame');
      const found = await read(context.getImageData(0, 0, canvas.width, canvas.height));
      for (const { text } of found) {
        if (turn === this.#turn && text !== '' && this.#gate.isNew(text, performance.now()))
          this.#onCode(text);
      }
    }
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function nextFrame(video: HTMLVideoElement): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });
}

/** Fetches the reader before it is needed; without a network it stays undone until the camera is opened. */
export async function prepareReader(): Promise<void> {
  await loadReader().catch(() => undefined);
}

let reader: Promise<Reader> | undefined;

/** The reader and its wasm come from our own server, once. */
function loadReader(): Promise<Reader> {
  reader ??= (async () => {
    const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
      import('zxing-wasm/reader'),
      import('zxing-wasm/reader/zxing_reader.wasm?url'),
    ]);
    await prepareZXingModule({
      overrides: {
        locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasm : prefix + path),
      },
      fireImmediately: true,
    });
    return (image: ImageData) => readBarcodes(image, readerOptions);
  })();
  reader.catch(() => (reader = undefined));
  return reader;
}
