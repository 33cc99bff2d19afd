using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Host.Apps;

namespace ServerlessIot.Host.Invocation;

/// <summary>Calls a function: a new object of its class from the instance's services, its parameters, its result.</summary>
internal sealed class FunctionInvoker
{
    private readonly FunctionDefinition _function;
    private readonly IServiceScopeFactory _scopes;
    private readonly ObjectFactory? _create;
    private readonly ParameterInfo[] _parameters;
    private readonly Func<object, Task<object?>> _await;

    public FunctionInvoker(FunctionDefinition function, IServiceProvider services)
    {
        _function = function;
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _parameters = function.Method.GetParameters();
        _await = ResultAwaiter.For(function.Method.ReturnType);
        if (!function.Method.IsStatic) _create = ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, Type.EmptyTypes);
        foreach (ParameterInfo parameter in _parameters)
        {
            if (!IsSupplied(parameter))
                throw new HostStartException($"Function {function.Name}: this host cannot supply the parameter {parameter.ParameterType.Name} {parameter.Name}.");
        }
    }

    /// <summary>Runs the function once, in a scope of its own.</summary>
    /// <returns>What it returned; null for none.</returns>
    public async Task<object?> InvokeAsync(object trigger, CancellationToken cancellation)
    {
        await using AsyncServiceScope scope = _scopes.CreateAsyncScope();
        return await InvokeAsync(trigger, scope.ServiceProvider, null, cancellation);
    }

    /// <summary>Runs the function once, with services of the caller's scope and a source for parameters taken from a request.</summary>
    public Task<object?> InvokeAsync(
        object trigger, IServiceProvider services, Func<ParameterInfo, object?>? request, CancellationToken cancellation)
    {
        object? target = _create?.Invoke(services, null);
        object?[] arguments = new object?[_parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            ParameterInfo parameter = _parameters[i];
            if (parameter.Position == _function.Parameter.Position) arguments[i] = trigger;
            else if (parameter.ParameterType == typeof(CancellationToken)) arguments[i] = cancellation;
            else if (!IsContext(parameter)) arguments[i] = request?.Invoke(parameter);
        }
        object? result = _function.Method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        return result is null ? Task.FromResult<object?>(null) : _await(result);
    }

    private bool IsSupplied(ParameterInfo parameter) =>
        parameter.Position == _function.Parameter.Position
        || parameter.ParameterType == typeof(CancellationToken)
        || IsContext(parameter)
        || (_function.Kind == TriggerKind.Http && RequestValue.CanSupply(parameter.ParameterType));

    // The app's own type; it gets null, since the context is the worker's.
    private static bool IsContext(ParameterInfo parameter) =>
        parameter.ParameterType.FullName == "Microsoft.Azure.Functions.Worker.FunctionContext";
}
