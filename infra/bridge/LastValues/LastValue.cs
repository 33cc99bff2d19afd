namespace ServerlessIot.Bridge.LastValues;

/// <summary>The latest payload of a device.</summary>
/// <param name="Payload">As it was sent.</param>
/// <param name="ContentType">Media type.</param>
internal sealed record LastValue(byte[] Payload, string ContentType);
