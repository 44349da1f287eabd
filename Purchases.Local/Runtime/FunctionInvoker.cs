using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Purchases.Local.Runtime;

/// <summary>
/// Calls a function as the isolated worker does: a new instance for each invocation, its constructor served by the invocation's services.
/// Compiled once at start, so that a call costs no reflection.
/// </summary>
internal sealed class FunctionInvoker
{
    private static readonly MethodInfo BoxMethod = typeof(FunctionInvoker)
        .GetMethod(nameof(BoxAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly ObjectFactory _create;
    private readonly Func<object, object, CancellationToken, Task<object?>> _call;

    /// <exception cref="InvalidOperationException">The method takes or returns something that Local doesn't bind.</exception>
    public FunctionInvoker(FunctionDefinition function)
    {
        var type = function.Method.DeclaringType!;
        _create = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);

        var instance = Expression.Parameter(typeof(object));
        var trigger = Expression.Parameter(typeof(object));
        var cancellation = Expression.Parameter(typeof(CancellationToken));
        var arguments = function.Method.GetParameters().Select(parameter => Argument(function, parameter, trigger, cancellation));
        var call = Expression.Call(Expression.Convert(instance, type), function.Method, arguments);
        _call = Expression.Lambda<Func<object, object, CancellationToken, Task<object?>>>(AsTask(call), instance, trigger, cancellation)
            .Compile();
    }

    /// <param name="trigger">The HttpRequest or the KafkaRecord[] that starts the function.</param>
    /// <returns>What the function returned; null when it returns nothing.</returns>
    public Task<object?> InvokeAsync(IServiceProvider services, object trigger, CancellationToken cancellationToken) =>
        _call(_create(services, null), trigger, cancellationToken);

    private static Expression Argument(FunctionDefinition function, ParameterInfo parameter, Expression trigger, Expression cancellation)
    {
        if (parameter.ParameterType == typeof(CancellationToken)) return cancellation;
        if (parameter.IsDefined(typeof(HttpTriggerAttribute)) || parameter.IsDefined(typeof(KafkaTriggerAttribute)))
            return Expression.Convert(trigger, parameter.ParameterType);
        throw new InvalidOperationException(
            $"Parameter {parameter.Name} of function {function.Name} is neither its trigger nor a CancellationToken.");
    }

    private static MethodCallExpression AsTask(MethodCallExpression call)
    {
        if (call.Type == typeof(Task)) return Expression.Call(typeof(FunctionInvoker), nameof(NothingAsync), null, call);
        if (call.Type.IsGenericType && call.Type.GetGenericTypeDefinition() == typeof(Task<>))
            return Expression.Call(BoxMethod.MakeGenericMethod(call.Type.GenericTypeArguments), call);
        return Expression.Call(typeof(Task), nameof(Task.FromResult), [typeof(object)], Expression.Convert(call, typeof(object)));
    }

    private static async Task<object?> BoxAsync<T>(Task<T> task) => await task;

    private static async Task<object?> NothingAsync(Task task)
    {
        await task;
        return null;
    }
}
