namespace ServerlessIot.Bridge.Authority;

/// <summary>A command of the authority cannot be carried out; the message says why and what to do.</summary>
internal sealed class AuthorityException(string message, Exception? inner = null) : Exception(message, inner);
