import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Logger } from 'pino';
import type { RasterImage } from './mark.ts';

/** On every paper, and no longer than what the padding after a slip that broke off can fill up. */
const WIDTH_DOTS_MAX = 384;
const HEIGHT_DOTS_MAX = 160;
/** From here on a dot stays white. */
const LIGHT_MIN = 128;

const toEight = (dots: number): number => Math.ceil(dots / 8) * 8;

/**
 * The house's own mark for the head of each slip, black and white, as large as there is room.
 *
 * @throws where the file is no picture
 */
export async function readLogo(path: string): Promise<RasterImage> {
	const image = await loadImage(path);
	const times = Math.min(1, WIDTH_DOTS_MAX / image.width, HEIGHT_DOTS_MAX / image.height);
	const drawn = { width: Math.round(image.width * times), height: Math.round(image.height * times) };
	const [width, height] = [toEight(drawn.width), toEight(drawn.height)];
	const context = createCanvas(width, height).getContext('2d');
	context.fillStyle = 'white';
	context.fillRect(0, 0, width, height);
	context.drawImage(image, (width - drawn.width) / 2, 0, drawn.width, drawn.height);
	const { data } = context.getImageData(0, 0, width, height);
	for (let at = 0; at < data.length; at += 4) {
		// As bright as an eye sees it. Source: ITU-R BT.601.
		const light = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
		data.fill(light < LIGHT_MIN ? 0 : 255, at, at + 3);
	}
	return { width, height, data };
}

/** A counter without its mark still prints. */
export const logoOf = (path: string | null | undefined, log: Logger): Promise<RasterImage | undefined> =>
	path
		? readLogo(path).catch(
				(cause: unknown) => void log.error({ cause, logo: path }, 'the mark of the house cannot be drawn'),
			)
		: Promise.resolve(undefined);
