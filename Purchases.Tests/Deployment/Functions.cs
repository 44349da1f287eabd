using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Purchases.Local.Runtime;

namespace Purchases.Tests.Deployment;

/// <summary>The functions in the code, and the roles that the deployments select from them.</summary>
internal static class Functions
{
    private const string Selection = "AzureFunctionsJobHost__functions__";

    public static readonly IReadOnlyDictionary<string, MethodInfo> All = FunctionMethods.All();

    /// <summary>The names that an environment selects, in order; their numbers must run from 0 without a gap.</summary>
    public static string[] SelectedBy(IReadOnlyDictionary<string, string> environment)
    {
        var count = environment.Keys.Count(name => name.StartsWith(Selection, StringComparison.Ordinal));
        return [.. Enumerable.Range(0, count).Select(number => environment[$"{Selection}{number}"])];
    }

    /// <summary>The settings that these functions' bindings name: <c>%NAME%</c>, and the bare name of the broker list.</summary>
    public static IEnumerable<string> SettingsOf(IEnumerable<string> functions)
    {
        foreach (var method in functions.Select(function => All[function]))
        {
            var trigger = FunctionMethods.Trigger<KafkaTriggerAttribute>(method);
            if (trigger is not null)
            {
                yield return trigger.BrokerList;
                yield return trigger.Topic.Trim('%');
                yield return trigger.ConsumerGroup!.Trim('%');
            }

            foreach (var (_, output) in FunctionMethods.KafkaOutputs(method))
            {
                yield return output.BrokerList;
                yield return output.Topic.Trim('%');
            }
        }
    }
}
