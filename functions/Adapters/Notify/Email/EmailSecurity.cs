namespace ServerlessIot.Adapters.Notify.Email;

/// <summary>How the connection to a mail server is protected.</summary>
public enum EmailSecurity
{
    /// <summary>STARTTLS (RFC 3207): the server must offer it. Port 587 as a rule.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314). Port 465 as a rule.</summary>
    Tls,

    /// <summary>Not at all: on loopback only.</summary>
    None,
}
