using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Local.Runtime;

/// <summary>A method with [Function], and what its attributes say.</summary>
internal sealed record FunctionDefinition(
    string Name, MethodInfo Method, HttpTriggerAttribute? Http, KafkaTriggerAttribute? Kafka, RetryAttribute? Retry)
{
    /// <summary>The path that an HTTP trigger answers, below the host's route prefix.</summary>
    public string Path(string routePrefix) => $"/{routePrefix}/{Http?.Route ?? Name}".Replace("//", "/", StringComparison.Ordinal);

    /// <exception cref="InvalidOperationException">The method has no trigger that Local knows.</exception>
    public static FunctionDefinition Of(string name, MethodInfo method)
    {
        var http = FunctionMethods.Trigger<HttpTriggerAttribute>(method);
        var kafka = FunctionMethods.Trigger<KafkaTriggerAttribute>(method);
        if (http is null && kafka is null)
            throw new InvalidOperationException($"Function {name} has neither an HTTP nor a Kafka trigger, the two that Local knows.");

        return new(name, method, http, kafka, method.GetCustomAttribute<RetryAttribute>());
    }
}
