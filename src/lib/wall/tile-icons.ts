type Draw = CanvasRenderingContext2D;

/** Icons of the tiles, drawn from the left at the middle of a line of text; each shape is another, not only its colour. */
export function drawWarning(context: Draw, x: number, y: number, size: number, colour: string): void {
  const top = y - size * 0.5;
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x + size * 0.5, top);
  context.lineTo(x + size, top + size * 0.94);
  context.lineTo(x, top + size * 0.94);
  context.closePath();
  context.fill();
  context.fillStyle = '#0a0c10';
  context.fillRect(x + size * 0.44, top + size * 0.34, size * 0.12, size * 0.3);
  context.fillRect(x + size * 0.44, top + size * 0.72, size * 0.12, size * 0.12);
}

/** Out of stock: a struck ring. */
export function drawEmpty(context: Draw, x: number, y: number, size: number, colour: string): void {
  const radius = size * 0.42;
  const centre = x + size * 0.5;
  stroke(context, size, colour);
  context.beginPath();
  context.arc(centre, y, radius, 0, Math.PI * 2);
  context.moveTo(centre - radius * 0.7, y + radius * 0.7);
  context.lineTo(centre + radius * 0.7, y - radius * 0.7);
  context.stroke();
}

/** Below reorder point: an arrow down to a line. */
export function drawDue(context: Draw, x: number, y: number, size: number, colour: string): void {
  const centre = x + size * 0.5;
  stroke(context, size, colour);
  context.beginPath();
  context.moveTo(centre, y - size * 0.45);
  context.lineTo(centre, y + size * 0.18);
  context.moveTo(centre - size * 0.26, y - size * 0.08);
  context.lineTo(centre, y + size * 0.18);
  context.lineTo(centre + size * 0.26, y - size * 0.08);
  context.moveTo(x + size * 0.1, y + size * 0.42);
  context.lineTo(x + size * 0.9, y + size * 0.42);
  context.stroke();
}

/** In transit: a box. */
export function drawBox(context: Draw, x: number, y: number, size: number, colour: string): void {
  stroke(context, size, colour);
  context.strokeRect(x + size * 0.1, y - size * 0.36, size * 0.8, size * 0.74);
  context.beginPath();
  context.moveTo(x + size * 0.1, y - size * 0.1);
  context.lineTo(x + size * 0.9, y - size * 0.1);
  context.stroke();
}

/** A warehouse: a roof over a door. */
export function drawHouse(context: Draw, x: number, y: number, size: number, colour: string): void {
  stroke(context, size, colour);
  context.beginPath();
  context.moveTo(x + size * 0.05, y + size * 0.42);
  context.lineTo(x + size * 0.05, y - size * 0.1);
  context.lineTo(x + size * 0.5, y - size * 0.42);
  context.lineTo(x + size * 0.95, y - size * 0.1);
  context.lineTo(x + size * 0.95, y + size * 0.42);
  context.moveTo(x + size * 0.3, y + size * 0.42);
  context.lineTo(x + size * 0.3, y + size * 0.08);
  context.lineTo(x + size * 0.7, y + size * 0.08);
  context.lineTo(x + size * 0.7, y + size * 0.42);
  context.stroke();
}

function stroke(context: Draw, size: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1.25, size * 0.11);
  context.lineCap = 'round';
  context.lineJoin = 'round';
}
