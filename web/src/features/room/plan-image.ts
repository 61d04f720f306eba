/** Loads a floor plan for the canvas. Rejects when it cannot be had. */
export function loadPlan(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      resolve(image);
    };
    image.onerror = () => {
      reject(new Error('the floor plan could not be loaded'));
    };
    image.src = url;
  });
}

/** True for a drawing on a light ground, as nearly all plans are. */
function isLightDrawing(image: HTMLImageElement): boolean {
  const probe = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
  const context = probe.getContext('2d', { willReadFrequently: true });
  if (!context) return false;
  context.drawImage(image, 0, 0, 32, 32);
  const { data } = context.getImageData(0, 0, 32, 32);
  let light = 0;
  for (let index = 0; index < data.length; index += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(index, index + 4);
    const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
    if (alpha < 32 || (Math.min(red, green, blue) > 190 && spread < 48)) light += 1;
  }
  return light > (data.length / 4) * 0.6;
}

/** A light drawing turned dark, so that a map does not glare at night; other pictures stay as they are. */
export function darkened(image: HTMLImageElement, ground: string): HTMLImageElement | HTMLCanvasElement {
  if (!isLightDrawing(image)) return image;
  const canvas = Object.assign(document.createElement('canvas'), {
    width: image.naturalWidth,
    height: image.naturalHeight,
  });
  const context = canvas.getContext('2d');
  if (!context) return image;
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0);
  context.globalCompositeOperation = 'difference';
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  // Inverted colours would tint the walls; a plan needs none.
  context.globalCompositeOperation = 'saturation';
  context.fillStyle = '#808080';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.globalCompositeOperation = 'screen';
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}
