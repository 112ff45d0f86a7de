import type { Page } from 'playwright';
import { afterEach } from 'vitest';
import type { CounterInput } from '#shared/counter/state.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { usePage } from '../support/own-page.ts';
import { openScene, type SceneName } from './till-scenes.ts';

/** A till on a page of its own for each test of a file. */
export function useTill() {
	let page: Page;
	let bridge: FakeBridge;
	afterEach(() => bridge.stop());
	usePage((opened) => (page = opened));

	const button = (name: string | RegExp) => page.getByRole('button', { name });
	return {
		get page() {
			return page;
		},
		get bridge() {
			return bridge;
		},
		open: async (name: SceneName): Promise<void> => void (bridge = await openScene(name, page)),
		button,
		/** What the page has said of this kind. */
		said: <Kind extends CounterInput['kind']>(kind: Kind) =>
			bridge.inputs.filter((input): input is Extract<CounterInput, { kind: Kind }> => input.kind === kind),
		/** Touches the digits of the keypad. */
		touch: async (digits: string): Promise<void> => {
			const keypad = page.locator('.keypad');
			for (const digit of digits) await keypad.getByRole('button', { name: digit, exact: true }).click();
		},
	};
}
