/** Pixels as a canvas gives them: four bytes each, red, green, blue, opacity. */
export type RasterImage = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray };

const WIDTH_DOTS = 120;
/** With some white above and below. */
const HEIGHT_DOTS = 120;
const SUN = { x: 58, y: 51, radius: 41 };
/** The horizon and its two reflections, with round ends. */
const BARS = [
	{ left: 0, right: 116, middle: 62 },
	{ left: 20, right: 78, middle: 80 },
	{ left: 44, right: 93, middle: 98 },
];
const BAR_RADIUS = 4.5;

/** The house mark, half a sun over three lines, black on white. */
export const MARK: RasterImage = drawMark();

function drawMark(): RasterImage {
	const data = new Uint8ClampedArray(WIDTH_DOTS * HEIGHT_DOTS * 4).fill(255);
	for (let y = 0; y < HEIGHT_DOTS; y++) {
		for (let x = 0; x < WIDTH_DOTS; x++) {
			if (isInk(x + 0.5, y + 0.5)) data.fill(0, (y * WIDTH_DOTS + x) * 4, (y * WIDTH_DOTS + x) * 4 + 3);
		}
	}
	return { width: WIDTH_DOTS, height: HEIGHT_DOTS, data };
}

function isInk(x: number, y: number): boolean {
	if (y < SUN.y && Math.hypot(x - SUN.x, y - SUN.y) <= SUN.radius) return true;
	return BARS.some(({ left, right, middle }) => {
		const nearest = Math.min(Math.max(x, left + BAR_RADIUS), right - BAR_RADIUS);
		return Math.hypot(x - nearest, y - middle) <= BAR_RADIUS;
	});
}
