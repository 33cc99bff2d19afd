namespace ServerlessIot.Ops.Api.Access.Tokens;

/// <summary>The keys that tokens are checked with cannot be had now, so nobody can be told from anybody.</summary>
public sealed class IdentityUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
