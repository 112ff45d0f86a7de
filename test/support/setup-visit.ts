import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import type { PrinterEmulator } from '../../bridge/simulate/printer/emulator.ts';
import type { ReaderProcess } from './reader-process.ts';
import { readTrial } from './trial-reader.ts';

/** A loaded machine takes its time; whatever is awaited comes at last or never. */
export const SOON = { timeout: 20_000 };
/** A swipe is over, and the next one is another. */
const SWIPE_APART_MS = 800;
export const CARDS = ['9702310000000013', '9702310000000021', '9702310000000039'] as const;

/** Sends a line as a reader does. */
export async function send(reader: ReaderProcess, text: string): Promise<void> {
	await reader.write(Buffer.from(`${text}\r`, 'latin1'));
	await setTimeout(SWIPE_APART_MS);
}

/** Somebody who sets a counter up in a browser, in English. */
export class SetupVisit {
	readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	sees = (text: string | RegExp): Promise<void> => this.page.getByText(text).first().waitFor();

	press = (name: string | RegExp): Promise<void> =>
		this.page.getByRole('button', { name, exact: typeof name === 'string' }).click();

	async signIn(pin = '2222'): Promise<void> {
		await this.sees('PIN of a supervisor or manager');
		await this.page.keyboard.type(pin);
	}

	async open(device: string): Promise<void> {
		await this.press(`Learn this reader: ${device}`);
		await expect.poll(() => this.page.getByText('Opening the line').count(), SOON).toBe(0);
	}

	/** @param textOf what the reader sends of a card */
	async learn(device: string, reader: ReaderProcess, textOf = (card: string): string => `;${card}?`): Promise<void> {
		await this.open(device);
		for (const card of CARDS) {
			await send(reader, textOf(card));
			await this.sees(`…${card.slice(-4)}`);
		}
		await this.press('Use this reader');
		await this.sees('The reader is in use.');
	}

	/** As far as the question for its drawer. */
	async tryPrinter(printer: PrinterEmulator): Promise<void> {
		await this.page.getByLabel('Address').fill('127.0.0.1');
		await this.page.getByLabel('Port').fill(String(printer.port));
		await this.press('Learn a printer there');
		await this.sees('Which figure ends the first line of figures?');
		const { figure, row } = readTrial(printer.paper());
		await this.press(String(figure));
		await this.sees('Which is the first row that is right?');
		await this.press(String(row));
		await this.sees('Is there a cash drawer at the printer?');
	}
}

/** What a scanner reads from the latest slip. */
export const codeOnPaper = (printer: PrinterEmulator): string | undefined =>
	printer.paper().items.findLast((item) => item.kind === 'qr')?.data;
