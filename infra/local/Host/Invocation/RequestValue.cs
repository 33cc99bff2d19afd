using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace ServerlessIot.Host.Invocation;

/// <summary>Parameters that a function takes from the route or the query, by name.</summary>
internal static class RequestValue
{
    /// <summary>Whether a value of this type can be read from text.</summary>
    public static bool CanSupply(Type type) =>
        type == typeof(string) || TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).CanConvertFrom(typeof(string));

    /// <summary>The route's value, else the query's, else the parameter's default, else null or zero.</summary>
    /// <exception cref="BadHttpRequestException">The text is no such value.</exception>
    public static object? Read(HttpRequest request, ParameterInfo parameter)
    {
        string name = parameter.Name!;
        string? text = request.RouteValues.TryGetValue(name, out object? routed)
            ? routed?.ToString()
            : request.Query.TryGetValue(name, out var queried) ? queried.ToString() : null;
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (string.IsNullOrEmpty(text))
            return parameter.HasDefaultValue ? parameter.DefaultValue : null;
        if (type == typeof(string)) return text;
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new BadHttpRequestException($"{name} is not a valid {type.Name}.", e);
        }
    }
}
