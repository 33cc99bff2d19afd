namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>Limits of a <see cref="ThresholdRule"/>.</summary>
/// <param name="Measures">Names of measures, such as <c>temperature</c> or <c>tire_pressure*</c>; the first that breaks the rule counts.</param>
/// <param name="Above">Highest value within; positive infinity for none.</param>
/// <param name="Below">Lowest value within; negative infinity for none.</param>
/// <param name="Hysteresis">How far within the limit a value has to come back, 0 or more.</param>
/// <param name="Unit">Unit of the limits; null when events are taken as they are.</param>
public sealed record ThresholdOptions(TextPatterns Measures, double Above, double Below, double Hysteresis, RuleUnit? Unit);

/// <summary>Unit of limits.</summary>
public enum RuleUnit
{
    /// <summary>The unit of the source (°C, %, hPa, ppm, lux, dB); other events are left alone.</summary>
    Source,

    /// <summary>°C; events in °F and K are compared in theirs.</summary>
    Celsius,
}
