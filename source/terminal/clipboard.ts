/** The limit of k9s. Terminals accept about this much, and some hang on more. */
const mostBytes = 74_994;

type ClipboardText = {
	/** To be written to the terminal unchanged. */
	readonly sequence: string;
	/** Characters included, fewer than `all` if the text was too long. */
	readonly sent: number;
	readonly all: number;
};

/** ssh passes on TERM, but not the variable that tmux sets on its own host. */
export function insideTmux({TMUX = '', TERM = ''}: Readonly<NodeJS.ProcessEnv>): boolean {
	return TMUX !== '' || /^tmux(-|$)/.test(TERM);
}

/**
Lets the terminal itself set its clipboard (OSC 52), which works over ssh. tmux supports two ways, each disabled by an
option (`set-clipboard`, `allow-passthrough`). It gets both, and at worst sets the clipboard twice.
*/
export function clipboardText(text: string, insideTmux: boolean): ClipboardText {
	const characters = [...text];
	const room = Math.floor(mostBytes / 4) * 3;
	let bytes = 0;
	let sent = 0;
	for (const character of characters) {
		bytes += Buffer.byteLength(character);
		if (bytes > room) break;
		sent++;
	}
	const encoded = Buffer.from(characters.slice(0, sent).join('')).toString('base64');
	const plain = `\u001b]52;c;${encoded}\u001b\\`;
	const passed = `\u001bPtmux;${plain.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
	return {sequence: insideTmux ? passed + plain : plain, sent, all: characters.length};
}

/** Sends a text to the terminal's clipboard. It draws nothing and moves no cursor, so the frame stays intact. */
export function copyToTerminal(text: string): {sent: number; all: number; tmux: boolean} {
	const tmux = insideTmux(process.env);
	const {sequence, sent, all} = clipboardText(text, tmux);
	process.stdout.write(sequence);
	return {sent, all, tmux};
}
