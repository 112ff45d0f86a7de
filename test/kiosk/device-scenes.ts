import type { Page } from 'playwright';
import type { SimulatedView } from '#shared/protocol/simulate.ts';
import { DESK_FAULTS } from '../../bridge/simulate/fault-player.ts';
import { FakeBridge } from '../fakes/fake-bridge.ts';
import { READY, setupOf } from './miramar-till.ts';

/** A slip that would run if it were part of the page. */
const SLIP =
	'<svg xmlns="http://www.w3.org/2000/svg" width="576" height="300"><rect width="576" height="300" fill="#fff"/><text x="40" y="90" font-size="40">1250</text><script>window.ran = true</script></svg>';

export const DESK: SimulatedView = {
	reader: { plugged: true, over: 'serial' },
	printer: { on: true, paperOut: false, coverOpen: false },
	slips: [SLIP, SLIP],
	faults: DESK_FAULTS,
	playing: null,
};

/** What the page of the demo's devices can show. */
export const DEVICE_SCENES: Readonly<Record<string, SimulatedView>> = {
	desk: DESK,
	playing: { ...DESK, playing: 'F16', printer: { on: true, paperOut: true, coverOpen: false } },
	unplugged: { ...DESK, playing: 'F9', reader: { plugged: false, over: 'tcp' }, slips: [] },
};

/** Opens the page as it stands in this scene. */
export async function openDeviceScene(
	name: string,
	page: Page,
	{ language = 'en', theme = 'light' }: { readonly language?: string; readonly theme?: string } = {},
): Promise<FakeBridge> {
	const bridge = await FakeBridge.start(setupOf('restaurant'), READY);
	bridge.simulated = DEVICE_SCENES[name]!;
	await page.addInitScript(
		([chosenLanguage, chosenTheme]) => {
			localStorage.setItem('retorno.language', chosenLanguage);
			localStorage.setItem('retorno.theme', chosenTheme);
		},
		[language, theme] as const,
	);
	await page.goto(`${bridge.url}/devices`);
	await page.locator('main button').first().waitFor();
	return bridge;
}
