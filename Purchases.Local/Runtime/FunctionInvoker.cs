using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Purchases.Local.Runtime;

/// <summary>
/// Calls a function as the isolated worker does: a new instance for each invocation, created from the invocation's services.
/// </summary>
internal sealed class FunctionInvoker(FunctionDefinition function)
{
    private readonly ObjectFactory _create = ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, Type.EmptyTypes);
    private readonly MethodInvoker _method = MethodInvoker.Create(function.Method);
    private readonly int _parameterCount = function.Method.GetParameters().Length;
    private readonly PropertyInfo? _taskResult = function.Method.ReturnType.GetProperty(nameof(Task<>.Result));

    /// <param name="trigger">The HttpRequest or the KafkaRecord[] that starts the function.</param>
    /// <returns>What the function returned; null when it returns nothing.</returns>
    public async Task<object?> InvokeAsync(IServiceProvider services, object trigger, CancellationToken cancellationToken)
    {
        // A function's parameters are its trigger and, in some functions, a CancellationToken.
        object?[] arguments = [trigger, cancellationToken];
        var returned = _method.Invoke(_create(services, null), arguments.AsSpan(0, _parameterCount));
        if (returned is not Task task) return returned;

        await task;
        return _taskResult?.GetValue(task);
    }
}
