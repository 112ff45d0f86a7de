import type { CardRefusal } from '../card/card.ts';
import type { Speech } from '../card/speech.ts';
import type { FrameEnd } from '../card/drivers/swipe-framer.ts';
import type { PrinterTrouble, SlipProgress } from '../counter/state.ts';
import type { Result } from '../kernel/result.ts';
import type { SignInRefusal, StaffView } from '../protocol/views.ts';

/** How a reader was found to speak. */
export type ReaderFormat = { readonly speech: Speech; readonly end: FrameEnd };

/** A device that the machine has. Where it is to be opened only the bridge knows. */
export type FoundDevice = {
	/** Means something until the next look alone. */
	readonly id: string;
	readonly kind: 'serial' | 'hid' | 'printer' | 'address';
	/** As a person knows it: maker and product, or an address. */
	readonly name: string;
	/** Where it is plugged in, as the system calls it; `null` where that says nothing. */
	readonly place: string | null;
	/** What this counter has it for. */
	readonly use: 'reader' | 'printer' | null;
	readonly canRead: boolean;
	readonly canPrint: boolean;
};

/** A reader of the counter's configuration. `number` from 1. */
export type UsedReader = {
	readonly number: number;
	readonly name: string;
	/** Where it is plugged in, where another one looks the same. */
	readonly place: string | null;
	readonly format: ReaderFormat;
};

/** The printer of the counter's configuration. `pin`: of its drawer. */
export type UsedPrinter = {
	readonly name: string;
	readonly profile: string;
	readonly pin: DrawerPin | null;
	/** Its address in the configuration, where it was found at another one; else `null`. */
	readonly movedFrom: string | null;
};

/** Which contact of the plug opens the drawer. */
export type DrawerPin = 2 | 5;

/** Why nobody is let in. */
export type EntryRefusal =
	| SignInRefusal
	| { readonly code: 'server_away' }
	/** A cashier may not. */
	| { readonly code: 'role_too_low' }
	| Occupied
	/** Another window has it. */
	| { readonly code: 'setup_elsewhere' };

/** Who is at the counter. */
export type Occupied =
	/** Somebody is signed in at the till: a bill may be open. */
	| { readonly code: 'till_in_use' }
	/** The kiosk shows a guest. */
	| { readonly code: 'guest_shown' };

/** A sentence about what happened, in the order in which they are looked for. `count` tells two equal ones apart. */
export type SetupNotice = {
	readonly code: NoticeCode;
	readonly count: number;
	/** Of a line, in baud: at which it is heard from now on. */
	readonly speed?: number;
};

export type NoticeCode =
	| CardRefusal['code']
	/** Its number was heard before. */
	| 'card_same'
	/** It came in another form than the one before. */
	| 'formats_differ'
	/** A reader that types as a keyboard began without a sign, which a till takes for a person's typing. */
	| 'keyboard_bare'
	/** Bytes that no reader sends. */
	| 'garbage'
	/** Nothing came for a while. */
	| 'nothing_came'
	| 'reader_absent'
	| 'reader_held'
	| 'reader_forbidden'
	| 'readers_full'
	| 'device_gone'
	/** The disk did not take the configuration: it stands as it was. */
	| 'not_kept'
	| 'reader_kept'
	| 'reader_forgotten'
	| 'printer_kept'
	| 'printer_forgotten'
	/** It is too narrow for slips. */
	| 'paper_narrow'
	/** The line broke while it was printed. */
	| 'paper_unknown';

/** What is being done. */
export type SetupStep =
	| { readonly kind: 'home' }
	| {
			readonly kind: 'reader';
			readonly device: FoundDevice;
			/** The cards that were understood, masked. */
			readonly cards: readonly string[];
			/** In baud; `null` where the line has none. */
			readonly speed: number | null;
			/** It speaks only when it is asked. */
			readonly asks: boolean;
			/** Its line is open. */
			readonly open: boolean;
	  }
	| {
			readonly kind: 'reader-known';
			readonly device: FoundDevice;
			readonly cards: readonly string[];
			readonly speed: number | null;
			readonly format: ReaderFormat;
			readonly saving: boolean;
	  }
	| KeyboardStep
	| PrinterStep;

/** A reader that types as a keyboard is tried. Nothing of it has to be known. */
export type KeyboardStep = {
	readonly kind: 'keyboard';
	/** That was read last, masked. */
	readonly card: TypedCard | null;
};

/** What the page tells of a member card that was typed into it. */
export type TypedCard = { readonly medium: 'magstripe' | 'code'; readonly masked: string };

export type PrinterStep = {
	readonly kind: 'printer';
	readonly device: FoundDevice;
	/** What a person is asked: what stands on the paper, of the drawer, and whether the slip is right. */
	readonly ask: 'width' | 'row' | 'drawer' | 'slip';
	/** Something is on its way to the paper or the drawer. */
	readonly printing: boolean;
	readonly trouble: PrinterTrouble | null;
	/** In baud; `null` where the line has none. */
	readonly speed: number | null;
	/** Of the end of the ruler's first line. */
	readonly figure: number | null;
	/** The first that is right, from 1; 0: none. */
	readonly row: number | null;
	readonly pin: DrawerPin | null;
	/** The contact that was tried last. */
	readonly kicked: DrawerPin | null;
	/** What it was found to be, once a slip was printed. */
	readonly profile: string | null;
	/** What came when the code of the slip was to be read: the code, another card or code, or nothing yet. */
	readonly scan: 'right' | 'other' | null;
	/** It is in use already, and only tried. */
	readonly isOwn: boolean;
	readonly saving: boolean;
};

/** What the page draws. Nothing of the counter's devices is said before somebody has signed in. */
export type SetupView =
	/** The devices are simulated. */
	| { readonly kind: 'none' }
	| {
			readonly kind: 'closed';
			readonly checking: boolean;
			readonly refusal: EntryRefusal | null;
	  }
	| {
			readonly kind: 'open';
			readonly staff: StaffView;
			/** `null` until the first look has ended. */
			readonly found: readonly FoundDevice[] | null;
			readonly readers: readonly UsedReader[];
			readonly printer: UsedPrinter | null;
			/** How many rows the trial paper has. */
			readonly rows: number;
			/** A reader that can read the code of a slip stands here. */
			readonly canScan: boolean;
			readonly step: SetupStep;
			readonly notice: SetupNotice | null;
	  };

/** What the page may say. */
export type SetupInput =
	| { readonly kind: 'pin-entered'; readonly pin: string }
	| { readonly kind: 'leave' }
	| { readonly kind: 'look' }
	| { readonly kind: 'reader-chosen'; readonly device: string }
	/** A reader behind a device server: the one place that a person types. */
	| { readonly kind: 'reader-address'; readonly host: string; readonly port: number }
	/** The reader is one that speaks only when it is asked, or is not. */
	| { readonly kind: 'reader-asks'; readonly asks: boolean }
	| { readonly kind: 'reader-taken' }
	| { readonly kind: 'reader-forgotten'; readonly number: number }
	| { readonly kind: 'printer-chosen'; readonly device: string }
	| { readonly kind: 'printer-address'; readonly host: string; readonly port: number }
	/** Prints a slip on the printer that is in use. */
	| { readonly kind: 'printer-tested' }
	/** Another one stands in its place: what was known of it says nothing any more. */
	| { readonly kind: 'printer-forgotten' }
	/** The paper is not readable: at another speed. */
	| { readonly kind: 'printer-speed' }
	| { readonly kind: 'paper-again' }
	| { readonly kind: 'printer-width'; readonly figure: number }
	| { readonly kind: 'printer-row'; readonly row: number }
	| { readonly kind: 'drawer-tried'; readonly pin: DrawerPin }
	/** Whether it opened; not, where there is none. */
	| { readonly kind: 'drawer-said'; readonly opened: boolean }
	| { readonly kind: 'printer-taken' }
	| { readonly kind: 'keyboard-chosen' }
	/** Of keys that the page heard. `isBare`: without the sign by which a till knows a reader's typing. */
	| { readonly kind: 'keyboard-card'; readonly card: TypedCard; readonly isBare: boolean }
	| { readonly kind: 'keyboard-refused'; readonly code: CardRefusal['code'] }
	/** What a keyboard read where the code of a slip is waited for; `null`: no such code. */
	| { readonly kind: 'keyboard-code'; readonly code: string | null }
	| { readonly kind: 'back' };

/** One swipe as all ears together heard it. */
export type HeardSwipe =
	| {
			readonly kind: 'card';
			/** Knows the same card again without its number. */
			readonly key: string;
			readonly masked: string;
			/** All that fit, the surest first. */
			readonly formats: readonly ReaderFormat[];
	  }
	| { readonly kind: 'refused'; readonly code: CardRefusal['code'] }
	| { readonly kind: 'garbage' };

export type SetupEvent =
	| SetupInput
	| { readonly kind: 'sign-in-answered'; readonly answer: Result<StaffView, EntryRefusal> }
	| {
			readonly kind: 'looked';
			readonly found: readonly FoundDevice[];
			readonly readers: readonly UsedReader[];
			readonly printer: UsedPrinter | null;
			readonly rows: number;
			readonly canScan: boolean;
	  }
	| { readonly kind: 'reader-opened' }
	| { readonly kind: 'reader-lost'; readonly why: 'reader_absent' | 'reader_held' | 'reader_forbidden' }
	| { readonly kind: 'swipe-heard'; readonly swipe: HeardSwipe }
	| { readonly kind: 'silence' }
	| { readonly kind: 'printer-shown'; readonly trouble: PrinterTrouble | null }
	/** `profile`: where the slip was made for one. */
	| { readonly kind: 'printed'; readonly outcome: SlipProgress; readonly profile?: string }
	| { readonly kind: 'scanned'; readonly scan: 'right' | 'other' }
	/** `code`: what to say of it. */
	| { readonly kind: 'kept'; readonly code: NoticeCode }
	| { readonly kind: 'not-kept'; readonly code: NoticeCode };

/** What the runner does on the machine's behalf. */
export type SetupEffect =
	| { readonly kind: 'sign-in'; readonly pin: string }
	| { readonly kind: 'look' }
	/** Hears this device and no other from now on. */
	| { readonly kind: 'listen'; readonly device: string; readonly speed: number | null; readonly asks: boolean }
	/** The devices of the counter are its own again. */
	| { readonly kind: 'rest' }
	| {
			readonly kind: 'keep-reader';
			readonly device: string;
			readonly speed: number | null;
			readonly format: ReaderFormat;
	  }
	| { readonly kind: 'forget-reader'; readonly number: number }
	| { readonly kind: 'print-trial'; readonly device: string; readonly speed: number | null }
	| { readonly kind: 'kick'; readonly device: string; readonly speed: number | null; readonly pin: DrawerPin }
	| ({ readonly kind: 'print-slip' } & Learnt)
	| ({ readonly kind: 'keep-printer'; readonly pin: DrawerPin | null } & Learnt)
	| { readonly kind: 'forget-printer' }
	/** Is it the code of the slip that was printed last? */
	| { readonly kind: 'compare-code'; readonly code: string | null };

/** What a person has read from the paper of a device. */
type Learnt = {
	readonly device: string;
	readonly speed: number | null;
	readonly figure: number;
	readonly row: number;
};
