namespace ServerlessIot.Domain.Devices;

/// <summary>Something that is wrong with what somebody says of a device.</summary>
/// <param name="Field">Member that is wrong.</param>
/// <param name="Reason">What it has to be, for people.</param>
public sealed record FieldFault(string Field, string Reason);
