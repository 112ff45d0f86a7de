import { PROTOCOL, type Hello } from '#shared/protocol/sockets.ts';

const KEY = 'retorno.loaded-for';

/**
 * Whether the page must load itself again to match the bridge that it found. Once for each build of the bridge: if the
 * files do not change, the page that is there goes on.
 */
export function mustReload(
	own: string,
	{ protocol, build }: Hello,
	memory: Pick<Storage, 'getItem' | 'setItem'>,
): boolean {
	if ((build === own && protocol === PROTOCOL) || memory.getItem(KEY) === build) return false;
	memory.setItem(KEY, build);
	return true;
}
