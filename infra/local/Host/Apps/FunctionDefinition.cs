using System.Reflection;

namespace ServerlessIot.Host.Apps;

/// <summary>A method that an app declares as a function.</summary>
/// <param name="App">The app it belongs to.</param>
/// <param name="Name">The name in its <c>Function</c> attribute.</param>
/// <param name="Method">The method.</param>
/// <param name="Parameter">The parameter that carries the trigger.</param>
/// <param name="Kind">What triggers it.</param>
/// <param name="Trigger">The trigger's attribute.</param>
internal sealed record FunctionDefinition(
    FunctionApp App, string Name, MethodInfo Method, ParameterInfo Parameter, TriggerKind Kind, TriggerAttribute Trigger);
