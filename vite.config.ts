import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { hanRules } from './kiosk/lib/fonts/han.ts';

/** `vite dev` shows the screens with hot reload; the devices and the counter stay with a bridge that is already running. */
const BRIDGE = 'http://localhost:4710';

/** Signs of names, which come from the whole font, look like those that were cut from it for the screens. */
const hanLook: Plugin = {
	name: 'retorno:han-look',
	enforce: 'pre',
	transform: {
		filter: { id: /noto-sans-sc\/wght\.css$/ },
		handler: (css) => css.replaceAll(/@font-face \{[^}]+\}/g, hanRules),
	},
};

export default defineConfig({
	plugins: [
		hanLook,
		sveltekit({
			compilerOptions: {
				runes: ({ filename }) => (filename.split(/[/\\]/).includes('node_modules') ? undefined : true),
			},
			adapter: adapter({ pages: 'build/kiosk', fallback: 'index.html', precompress: true }),
			files: { src: 'kiosk', assets: 'kiosk/static' },
		}),
	],
	build: {
		// A letter in a style sheet comes to those who do not read it, and to those who do more than once.
		assetsInlineLimit: (path) => (path.endsWith('.woff2') ? false : undefined),
	},
	server: {
		host: '127.0.0.1',
		port: 5173,
		strictPort: true,
		proxy: { '/socket.io': { target: BRIDGE, ws: true } },
	},
	test: {
		include: ['test/**/*.test.ts'],
		// Browser, database and house each have processes of their own that want the other cores.
		maxWorkers: 2,
		globalSetup: ['test/support/build-screens.ts', 'test/support/folder-in-memory.ts'],
		// A browser or a database start takes seconds on a loaded machine; no test asserts a time.
		testTimeout: process.env['RETORNO_LONG'] === '1' ? 3_600_000 : 120_000,
		hookTimeout: 120_000,
	},
});
