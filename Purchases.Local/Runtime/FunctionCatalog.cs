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

        var unknown = enabled.Selected.FirstOrDefault(name => !all.Exists(function => string.Equals(function.Name, name, StringComparison.OrdinalIgnoreCase)));
        if (unknown is not null)
        {
            throw new StartupException(
                $"AzureFunctionsJobHost__functions selects '{unknown}', which is no function; there are {string.Join(", ", all.Select(function => function.Name))}.");
        }

        Functions = [.. all.Where(function => enabled.Contains(function.Name))];
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; }
}
