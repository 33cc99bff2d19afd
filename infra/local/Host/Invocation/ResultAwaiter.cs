using System.Linq.Expressions;
using System.Reflection;

namespace ServerlessIot.Host.Invocation;

/// <summary>Turns what a function returns (nothing, a value, a task of either) into one kind of task.</summary>
internal static class ResultAwaiter
{
    /// <summary>The conversion for a return type; made once a function.</summary>
    public static Func<object, Task<object?>> For(Type type)
    {
        if (type == typeof(Task)) return static result => Awaited((Task)result);
        if (type == typeof(ValueTask)) return static result => Awaited(((ValueTask)result).AsTask());
        if (!type.IsGenericType) return static result => Task.FromResult<object?>(result);

        Type definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Task<>)) return Convert(type, nameof(AwaitedValue));
        return definition == typeof(ValueTask<>) ? Convert(type, nameof(AwaitedValueTask)) : static result => Task.FromResult<object?>(result);
    }

    private static Func<object, Task<object?>> Convert(Type type, string method)
    {
        MethodInfo generic = typeof(ResultAwaiter).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.GetGenericArguments());
        ParameterExpression result = Expression.Parameter(typeof(object));
        return Expression.Lambda<Func<object, Task<object?>>>(
            Expression.Call(generic, Expression.Convert(result, type)), result).Compile();
    }

    private static async Task<object?> Awaited(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> AwaitedValue<T>(Task<T> task) => await task;

    private static async Task<object?> AwaitedValueTask<T>(ValueTask<T> task) => await task;
}
