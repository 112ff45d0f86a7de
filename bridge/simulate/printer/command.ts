/** What one command asks of the printer. Lengths are dots of the paper unless they say otherwise. */
export type Command =
	| PaperCommand
	| QuestionCommand
	| RealTimeCommand
	/** Bytes that this printer has no command for, or a command with a parameter out of its range. */
	| { readonly kind: 'unknown'; readonly bytes: Uint8Array };

/** Acts on the print buffer or on the paper, in the order of the data. */
export type PaperCommand =
	| { readonly kind: 'text'; readonly bytes: Uint8Array }
	| { readonly kind: 'tab' }
	| { readonly kind: 'line_feed' }
	/** Ignored by a line printer whose automatic line feed is off, so that CR LF is one line. */
	| { readonly kind: 'carriage_return' }
	/** NULs: a host pads with them to get out of a raster that broke off. */
	| { readonly kind: 'padding' }
	| { readonly kind: 'initialise' }
	| { readonly kind: 'code_table'; readonly number: number }
	| { readonly kind: 'international'; readonly number: number }
	| { readonly kind: 'chinese'; readonly on: boolean }
	| { readonly kind: 'style'; readonly style: Partial<Style> }
	| { readonly kind: 'align'; readonly align: Align }
	| { readonly kind: 'left_margin'; readonly dots: number }
	| { readonly kind: 'area_width'; readonly dots: number }
	| { readonly kind: 'line_spacing'; readonly dots: number }
	| { readonly kind: 'feed_lines'; readonly lines: number }
	| { readonly kind: 'feed_dots'; readonly dots: number }
	| { readonly kind: 'cut'; readonly partial: boolean; readonly feedDots: number }
	| { readonly kind: 'drawer'; readonly pin: 2 | 5; readonly onMs: number; readonly offMs: number }
	| { readonly kind: 'raster'; readonly raster: Raster }
	| { readonly kind: 'graphics_store'; readonly raster: Raster }
	| { readonly kind: 'graphics_print' }
	| { readonly kind: 'qr_model'; readonly model: 1 | 2 }
	| { readonly kind: 'qr_module'; readonly dots: number }
	| { readonly kind: 'qr_correction'; readonly level: 'L' | 'M' | 'Q' | 'H' }
	| { readonly kind: 'qr_store'; readonly data: Uint8Array }
	| { readonly kind: 'qr_print' }
	| { readonly kind: 'barcode_height'; readonly dots: number }
	| { readonly kind: 'barcode_module'; readonly dots: number }
	| { readonly kind: 'barcode_text'; readonly place: 'none' | 'above' | 'below' | 'both' }
	| { readonly kind: 'barcode'; readonly system: number; readonly data: Uint8Array };

/** Answered when the printer comes to it, so the answer says that everything before it was worked through. */
export type QuestionCommand =
	| { readonly kind: 'process_id'; readonly id: Uint8Array }
	| { readonly kind: 'sensor_status'; readonly about: 'paper' | 'drawer' }
	| { readonly kind: 'automatic_status'; readonly mask: number }
	| { readonly kind: 'identify'; readonly number: number };

/** Obeyed as soon as it arrives, before the data that waits, even while the printer is offline. */
export type RealTimeCommand =
	| { readonly kind: 'real_time_status'; readonly about: StatusSubject }
	| { readonly kind: 'recover'; readonly how: 'resume' | 'clear' }
	| { readonly kind: 'real_time_drawer'; readonly pin: 2 | 5; readonly onMs: number }
	| { readonly kind: 'clear_buffers' };

/** The n of `DLE EOT n`: printer, cause of being offline, cause of the error, paper. */
export type StatusSubject = 1 | 2 | 3 | 4;

export type Align = 'left' | 'center' | 'right';

export type Style = {
	/** A is 12 dots wide, B is 9. */
	readonly font: 'A' | 'B';
	readonly bold: boolean;
	readonly underlineDots: 0 | 1 | 2;
	readonly reversed: boolean;
	readonly widthTimes: number;
	readonly heightTimes: number;
};

/** Black is 1, most significant bit left, every row padded to whole bytes. */
export type Raster = {
	readonly widthDots: number;
	readonly rows: number;
	readonly widthTimes: number;
	readonly heightTimes: number;
	readonly bits: Uint8Array;
};

export const isRealTime = (command: Command): command is RealTimeCommand =>
	command.kind === 'real_time_status' ||
	command.kind === 'recover' ||
	command.kind === 'real_time_drawer' ||
	command.kind === 'clear_buffers';
