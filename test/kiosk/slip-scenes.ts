import { encode as encodeQr } from 'uqr';
import type { Page } from 'playwright';
import type { Language } from '#shared/kernel/language.ts';
import { composeBalanceSlip } from '#shared/receipt/balance-slip.ts';
import { layOut } from '#shared/receipt/columns.ts';
import type { Receipt } from '#shared/receipt/receipt.ts';
import { composeVisitSlip, type VisitSlip } from '#shared/receipt/visit-slip.ts';
import { encode, type EncodedSlip } from '../../bridge/printing/encode.ts';
import { PROFILES, type ProfileName } from '../../bridge/printing/profile.ts';
import { rasteriser } from '../../bridge/printing/rasterise.ts';
import { testSlip } from '../../bridge/printing/trial-paper.ts';
import { NARROW_PRINTER, WIDE_PRINTER, type PrinterModel } from '../../bridge/simulate/printer/model.ts';
import { slips } from '../../bridge/simulate/printer/paper.ts';
import { drawSlip, type DrawQr } from '../../bridge/simulate/printer/picture.ts';
import { SimulatedPrinter } from '../../bridge/simulate/printer/printer.ts';
import { PROPERTY } from '../../server/demo/miramar.ts';
import { balanceSlipOf } from '../shared/receipt/balance-samples.ts';
import { ALICE, ELENA, MIGUEL, SAMPLES, XIAOMING } from '../shared/receipt/samples.ts';

/** Who reads which language. */
const GUESTS: Readonly<Record<Language, { readonly card: string; readonly name: string }>> = {
	es: { card: MIGUEL, name: 'Miguel' },
	en: { card: ALICE, name: 'Alice' },
	zh: { card: XIAOMING, name: '小明' },
	bg: { card: ELENA, name: 'Elena' },
};
type Guest = (typeof GUESTS)[Language];

const supper = ({ name }: Guest): VisitSlip => SAMPLES[`${name} has supper`]!;

/** What lies on the paper; the slip that tries a printer says the same in every language. */
export const SLIP_SCENES = {
	supper: (guest: Guest): Receipt => composeVisitSlip(supper(guest)),
	offline: (guest: Guest): Receipt => {
		const slip = supper(guest);
		return composeVisitSlip({ ...slip, answer: { ...slip.answer, status: 'provisional' } });
	},
	balance: ({ card }: Guest): Receipt =>
		composeBalanceSlip(
			balanceSlipOf(card, {
				progress: {
					nights: 3,
					spendMinor: 61_250,
					next: { tier: 'gold', missingNights: 17, missingSpendMinor: 88_750 },
				},
			}),
		),
	trial: null,
} as const;

/** Papers by their width in dots, and a printer that takes each. */
const PAPERS: Readonly<Record<number, { readonly model: PrinterModel; readonly profile: ProfileName }>> = {
	576: { model: WIDE_PRINTER, profile: 'epson' },
	384: { model: NARROW_PRINTER, profile: 'clone-58' },
};

function encoded(scene: keyof typeof SLIP_SCENES, language: Language, name: ProfileName): EncodedSlip {
	const profile = PROFILES[name];
	const compose = SLIP_SCENES[scene];
	if (!compose) return testSlip(name, PROPERTY.name, 'retorno:trial:4711');
	return encode(layOut(compose(GUESTS[language]), profile.columns), profile, rasteriser(profile.columns));
}

/** Paper beside what can be printed. */
const MARGIN_DOTS = 32;

const drawQr: DrawQr = (data, ecc) => encodeQr(data, { ecc, border: 0 }).data;

/** The slip as it comes out of a printer whose paper is as wide as the page, one pixel to the dot. */
export async function openSlipScene(scene: keyof typeof SLIP_SCENES, page: Page, language: Language): Promise<void> {
	const { model, profile } = PAPERS[page.viewportSize()?.width ?? 0] ?? PAPERS[576]!;
	const { body, cut } = encoded(scene, language, profile);
	const printer = new SimulatedPrinter(model, { reply: () => undefined, cut: () => undefined });
	printer.receive(body);
	printer.receive(cut);
	const drawn = slips(printer.paper()).map((slip) => drawSlip(slip, drawQr));
	await page.setViewportSize({ width: model.widthDots + 2 * MARGIN_DOTS, height: MARGIN_DOTS });
	await page.setContent(`<body style="margin: 0 ${MARGIN_DOTS}px; background: #fdfcf8">${drawn.join('')}</body>`);
}
