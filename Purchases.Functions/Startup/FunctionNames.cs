using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Functions.Startup;

/// <summary>The functions of this app, by reflection. The host passes over a selected name that it doesn't know without a word.</summary>
internal static class FunctionNames
{
    /// <summary>A line for each selected name that is no function.</summary>
    public static IEnumerable<string> Unknown(EnabledFunctions enabled)
    {
        var all = (from type in typeof(FunctionNames).Assembly.GetTypes()
                   from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                   let function = method.GetCustomAttribute<FunctionAttribute>()
                   where function is not null
                   select function.Name).Order(StringComparer.Ordinal).ToList();
        return enabled.Selected
            .Where(name => !all.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Select(name => $"AzureFunctionsJobHost__functions selects '{name}', which is no function; there are {string.Join(", ", all)}.");
    }
}
