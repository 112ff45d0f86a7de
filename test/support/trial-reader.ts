import { NUMBERINGS, rowText } from '../../bridge/printing/trial-paper.ts';
import { paperText, type Paper } from '../../bridge/simulate/printer/paper.ts';

/** A person before the trial paper: the figure that ends the first line of figures, and the first row that is right. */
export function readTrial(paper: Paper): { readonly figure: number; readonly row: number } {
	const lines = paperText(paper).map((line) => line.trimEnd());
	const ruler = lines.findLastIndex((line) => /^0+1*2*3*$/.test(line));
	const rows = NUMBERINGS.map((_, index) => index + 1);
	const row = rows.find((one) => lines.slice(ruler).includes(`${one} ${rowText(one)}`)) ?? 0;
	return { figure: Number(lines[ruler]?.at(-1)), row };
}
