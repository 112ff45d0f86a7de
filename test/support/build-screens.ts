import { buildScreens } from '../../server/screens.ts';

/** Once before all tests: every browser test sees the screens as their sources are now. */
export default function setup(): void {
	buildScreens(new URL('../../', import.meta.url), () => undefined);
}
