export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** Where and as whom to connect, everything decided but the password, which may come from a file or a prompt. */
export type ConnectionSettings = {
	/** Host names, or absolute paths of socket folders. More than one: tried in turn. */
	readonly hosts: readonly string[];
	/** Where each host is dialed, from hostaddr; an empty one is looked up by its name. */
	readonly hostAddresses?: readonly string[];
	readonly ports: readonly number[];
	readonly database: string;
	readonly user: string;
	readonly password?: string;
	readonly passwordFile: string;
	readonly sslMode: SslMode;
	readonly sslRootCertificate?: string;
	readonly sslCertificate?: string;
	readonly sslKey?: string;
	readonly sslPassword?: string;
	readonly sslCrl?: string;
	/** TLS from the first byte on, from 17: sslnegotiation=direct. */
	readonly sslDirect?: true;
	/** false: the host's name is not sent in clear, sslsni=0. */
	readonly sslServerName?: false;
	readonly sslMinVersion?: TlsVersion;
	readonly sslMaxVersion?: TlsVersion;
	readonly applicationName: string;
	readonly connectTimeoutSeconds: number;
	readonly targetSession?: TargetSession;
	readonly options?: string;
	/** The service it came from: part of what makes a server recognizable as production. */
	readonly service?: string;
};

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
export type TargetSession = 'read-write' | 'read-only' | 'primary' | 'standby' | 'prefer-standby';
