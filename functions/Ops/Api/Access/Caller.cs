namespace ServerlessIot.Ops.Api.Access;

/// <summary>Somebody who was let in. Handlers ask for one, so that none can answer without having been told who asks.</summary>
/// <param name="Role">What they may do.</param>
/// <param name="Tenants">Whose things they see.</param>
/// <param name="Name">Who it is, 1 to 128 characters; null when only a key or this machine vouches for them.</param>
public sealed record Caller(ApiRole Role, TenantScope Tenants, string? Name)
{
    /// <summary>The holder of the key, or a caller on this machine: everything of every tenant.</summary>
    internal static Caller Trusted { get; } = new(ApiRole.Admin, TenantScope.All, null);
}
