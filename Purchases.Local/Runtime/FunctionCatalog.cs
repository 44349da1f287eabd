using Purchases.Functions.Startup;

namespace Purchases.Local.Runtime;

/// <summary>The functions that this process runs.</summary>
internal sealed class FunctionCatalog
{
    /// <exception cref="StartupException">A selected name is no function.</exception>
    public FunctionCatalog(EnabledFunctions enabled)
    {
        if (enabled.Faults().FirstOrDefault() is { } fault) throw new StartupException(fault);

        Functions = [.. FunctionMethods.All().Where(function => enabled.Contains(function.Key))
            .Select(function => FunctionDefinition.Of(function.Key, function.Value))];
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; }
}
