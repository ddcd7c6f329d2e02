// Reads QR codes from a video: by the browser itself where it can, otherwise by a library that is loaded for it.
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: ['qr_code'] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

async function detectorClass(): Promise<DetectorClass> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  // Some browsers have the class and no format.
  if (own && (await own.getSupportedFormats()).includes('qr_code')) return own;
  return (await import('qr/decode.js')).BarcodeDetector;
}

const pauseMilliseconds = 150;
const haveCurrentData = 2;

// Calls `found` with every code that is seen, again and again, until the returned function is called.
export function readCodes(video: HTMLVideoElement, found: (code: string) => void): () => void {
  let stopped = false;
  const run = async () => {
    const Detector = await detectorClass();
    const detector = new Detector({ formats: ['qr_code'] });
    while (!stopped) {
      if (video.readyState >= haveCurrentData) {
        // A picture without a code is the rule, and some browsers throw for one that is not whole.
        const codes = await detector.detect(video).catch(() => []);
        if (!stopped) codes.forEach(({ rawValue }) => found(rawValue));
      }
      await new Promise((resolve) => window.setTimeout(resolve, pauseMilliseconds));
    }
  };
  void run();
  return () => {
    stopped = true;
  };
}
