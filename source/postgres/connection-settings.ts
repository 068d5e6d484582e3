export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** The server and user to connect to, complete except for a password from a file or prompt. */
export type ConnectionSettings = {
	/** Host names or absolute paths of socket directories, tried in order. */
	readonly hosts: readonly string[];
	/** The address of each host from hostaddr; an empty one is looked up by name. */
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
	/** sslnegotiation=direct, from PostgreSQL 17: TLS from the first byte. */
	readonly sslDirect?: true;
	/** false for sslsni=0: the host name is not sent in clear text. */
	readonly sslServerName?: false;
	readonly sslMinVersion?: TlsVersion;
	readonly sslMaxVersion?: TlsVersion;
	readonly applicationName: string;
	readonly connectTimeoutSeconds: number;
	readonly targetSession?: TargetSession;
	readonly options?: string;
	/** The service name, which may mark the server as production. */
	readonly service?: string;
};

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
export type TargetSession = 'read-write' | 'read-only' | 'primary' | 'standby' | 'prefer-standby';
