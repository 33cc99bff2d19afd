namespace ServerlessIot.Steps.Validate;

/// <summary>Settings of Validate, section <c>Validate</c>. Changing them takes effect for records decided afterwards.</summary>
public sealed record ValidateOptions
{
    /// <summary>How long every accepted id is remembered, 0 to 1 hour. The last 128 of a device are remembered longer.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After this silence a device's ids are forgotten altogether.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromDays(30);
}
