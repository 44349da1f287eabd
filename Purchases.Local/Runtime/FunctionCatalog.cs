using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Purchases.Functions;

namespace Purchases.Local.Runtime;

/// <summary>The functions that this process runs: all of the assembly's, or those that are selected.</summary>
internal sealed class FunctionCatalog
{
    /// <exception cref="StartupException">A selected name is no function.</exception>
    public FunctionCatalog(EnabledFunctions enabled)
    {
        var all = (from type in typeof(FunctionCatalog).Assembly.GetTypes()
                   from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                   let function = method.GetCustomAttribute<FunctionAttribute>()
                   where function is not null
                   select FunctionDefinition.Of(method, function)).OrderBy(function => function.Name, StringComparer.Ordinal).ToList();

        if (enabled.Faults(all.ConvertAll(function => function.Name)).FirstOrDefault() is { } fault) throw new StartupException(fault);

        Functions = [.. all.Where(function => enabled.Contains(function.Name))];
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; }
}
