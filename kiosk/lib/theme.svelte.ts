import { createContext } from 'svelte';

export const THEMES = ['light', 'dark', 'contrast'] as const;
export type ThemeName = (typeof THEMES)[number];

/** The colours of this screen; without a choice they follow the machine. */
export class Theme {
	#name = $state<ThemeName>('light');

	constructor() {
		const kept = localStorage.getItem(KEY);
		this.#name = THEMES.find((name) => name === kept) ?? wishedByMachine();
		this.#show();
	}

	get name(): ThemeName {
		return this.#name;
	}

	choose(name: ThemeName): void {
		this.#name = name;
		localStorage.setItem(KEY, name);
		this.#show();
	}

	#show(): void {
		document.documentElement.dataset['theme'] = this.#name;
	}
}

const KEY = 'retorno.theme';

function wishedByMachine(): ThemeName {
	if (matchMedia('(prefers-contrast: more)').matches) return 'contrast';
	return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export const [useTheme, setTheme] = createContext<Theme>();
