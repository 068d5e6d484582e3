/** As k9s has it: terminals take about that much, and some hang on more. */
const mostBytes = 74_994;

type ClipboardText = {
	/** To be written to the terminal as it is. */
	readonly sequence: string;
	/** Characters that are in it: less than asked for where the text was too long. */
	readonly sent: number;
	readonly all: number;
};

/** ssh passes on the name of the terminal, and not the variable that tmux sets for what runs on its own host. */
export function insideTmux({TMUX = '', TERM = ''}: Readonly<NodeJS.ProcessEnv>): boolean {
	return TMUX !== '' || /^tmux(-|$)/.test(TERM);
}

/**
Has the terminal itself put a text on its clipboard (OSC 52): the way that works over ssh, where no program of this host
reaches it. tmux hears it in two ways, each of them off by a setting of its own (`set-clipboard`, `allow-passthrough`):
it is given both, and does the same twice at worst.
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

/**
Hands a text to the clipboard of the terminal. That draws nothing and moves nothing: frames before and after it are as
they would be.
*/
export function copyToTerminal(text: string): {sent: number; all: number; tmux: boolean} {
	const tmux = insideTmux(process.env);
	const {sequence, sent, all} = clipboardText(text, tmux);
	process.stdout.write(sequence);
	return {sent, all, tmux};
}
