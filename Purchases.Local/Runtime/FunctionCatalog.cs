using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Purchases.Functions.Startup;

namespace Purchases.Local.Runtime;

/// <summary>The functions that this process runs.</summary>
internal sealed class FunctionCatalog
{
    /// <exception cref="StartupException">A selected name is not a function.</exception>
    public FunctionCatalog(EnabledFunctions enabled)
    {
        if (enabled.Faults().FirstOrDefault() is { } fault) throw new StartupException(fault);

        Functions = [.. FunctionMethods.All().Where(function => enabled.Contains(function.Key))
            .Select(function => FunctionDefinition.Of(function.Key, function.Value))];
    }

    /// <summary>Ordered by name.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; }
}

/// <summary>A method with [Function], and its trigger.</summary>
internal sealed record FunctionDefinition(string Name, MethodInfo Method, HttpTriggerAttribute? Http, KafkaTriggerAttribute? Kafka)
{
    /// <summary>The path that an HTTP trigger answers, below the host's route prefix.</summary>
    public string Path(string routePrefix) => $"/{routePrefix}/{Http?.Route ?? Name}".Replace("//", "/", StringComparison.Ordinal);

    /// <exception cref="InvalidOperationException">Local doesn't support the method's trigger.</exception>
    public static FunctionDefinition Of(string name, MethodInfo method)
    {
        var http = FunctionMethods.Trigger<HttpTriggerAttribute>(method);
        var kafka = FunctionMethods.Trigger<KafkaTriggerAttribute>(method);
        return http is not null || kafka is not null
            ? new(name, method, http, kafka)
            : throw new InvalidOperationException($"Function {name} has neither an HTTP nor a Kafka trigger. Local supports no other.");
    }
}
