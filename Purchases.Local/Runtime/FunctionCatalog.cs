using Purchases.Functions.Startup;

namespace Purchases.Local.Runtime;

/// <summary>The functions that this process runs: all of the app's, or those that are selected.</summary>
internal sealed class FunctionCatalog
{
    /// <exception cref="StartupException">A selected name is no function.</exception>
    public FunctionCatalog(EnabledFunctions enabled)
    {
        var all = FunctionMethods.All();
        if (enabled.Faults(all.Keys).FirstOrDefault() is { } fault) throw new StartupException(fault);

        Functions = [.. all.Where(function => enabled.Contains(function.Key))
            .Select(function => FunctionDefinition.Of(function.Key, function.Value))];
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; }
}
