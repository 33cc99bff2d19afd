using ServerlessIot.Host.Apps;

namespace ServerlessIot.Host.Timers;

/// <summary>Makes the app's own TimerInfo.</summary>
internal sealed class TimerInfoFactory(FunctionDefinition function)
{
    private readonly Type _type = function.Parameter.ParameterType;

    /// <summary>A TimerInfo; its ScheduleStatus is null without <paramref name="state"/>.</summary>
    public object Create(TimerState? state, bool pastDue)
    {
        object info = Activator.CreateInstance(_type)
            ?? throw new HostStartException($"Function {function.Name}: {_type} cannot be made.");
        Set(info, "IsPastDue", pastDue);
        if (state is not null && _type.GetProperty("ScheduleStatus") is { } property)
        {
            object status = Activator.CreateInstance(property.PropertyType)!;
            Set(status, "Last", state.Last.UtcDateTime);
            Set(status, "Next", state.Next.UtcDateTime);
            Set(status, "LastUpdated", state.LastUpdated.UtcDateTime);
            property.SetValue(info, status);
        }
        return info;
    }

    private static void Set(object target, string property, object value) => target.GetType().GetProperty(property)?.SetValue(target, value);
}
