using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;

namespace Purchases.Tests.Kafka;

/// <summary>
/// The types of Microsoft.Azure.Functions.Worker.Extensions.Kafka that this app uses. The official package and the stand-ins must both
/// match these lines, so that either can be compiled in.
/// </summary>
public sealed class KafkaExtensionTests
{
    private static readonly string[] Surface =
    [
        "KafkaHeader()",
        "KafkaHeader.Key: String",
        "KafkaHeader.Value: Byte[]",
        "KafkaMessageKeyType.Binary = 3",
        "KafkaMessageKeyType.Int = 0",
        "KafkaMessageKeyType.Long = 1",
        "KafkaMessageKeyType.String = 2",
        "KafkaOutputAttribute : OutputBindingAttribute",
        "KafkaOutputAttribute(String brokerList, String topic)",
        "KafkaOutputAttribute.BrokerList: String",
        "KafkaOutputAttribute.EnableIdempotence: Boolean = False",
        "KafkaOutputAttribute.MaxMessageBytes: Int32 = 1000000",
        "KafkaOutputAttribute.MessageTimeoutMs: Int32 = 300000",
        "KafkaOutputAttribute.Topic: String, read only",
        "KafkaRecord()",
        "KafkaRecord.Headers: KafkaHeader[]",
        "KafkaRecord.Key: Byte[]",
        "KafkaRecord.Offset: Int64 = 0",
        "KafkaRecord.Partition: Int32 = 0",
        "KafkaRecord.Timestamp: KafkaTimestamp",
        "KafkaRecord.Topic: String",
        "KafkaRecord.Value: Byte[]",
        "KafkaTimestamp()",
        "KafkaTimestamp.Type: KafkaTimestampType = NotAvailable",
        "KafkaTimestamp.UnixTimestampMs: Int64 = 0",
        "KafkaTimestampType.CreateTime = 1",
        "KafkaTimestampType.LogAppendTime = 2",
        "KafkaTimestampType.NotAvailable = 0",
        "KafkaTriggerAttribute : TriggerBindingAttribute",
        "KafkaTriggerAttribute(String brokerList, String topic)",
        "KafkaTriggerAttribute.BrokerList: String, read only",
        "KafkaTriggerAttribute.ConsumerGroup: String",
        "KafkaTriggerAttribute.IsBatched: Boolean = False",
        "KafkaTriggerAttribute.KeyDataType: KafkaMessageKeyType = String",
        "KafkaTriggerAttribute.Topic: String, read only",
    ];

    private static readonly Assembly Extension = typeof(KafkaRecord).Assembly;

    [Fact]
    public void The_extension_has_these_signatures_and_defaults() =>
        Assert.Empty(Surface.Except(Described(Surface.Select(line => line.Split('.', '(', ' ')[0]).Distinct())));

    [Fact]
    public void The_stand_ins_offer_nothing_else()
    {
        Assert.SkipUnless(KafkaExtension.IsStandIn, "This build has the official package.");
        var standIns = Extension.GetExportedTypes().Where(type => type.Namespace == typeof(KafkaRecord).Namespace && IsWritten(type));

        Assert.Empty(Described(standIns.Select(type => type.Name)).Except(Surface));
    }

    // Visual Studio, Rider and C# Dev Kit set BuildingInsideVisualStudio.
    [Fact]
    public async Task An_IDE_builds_with_the_official_package_by_default()
    {
        var props = Path.Combine(Repository.Root, "Directory.Build.props");
        var start = new ProcessStartInfo(
            "dotnet", ["msbuild", props, "-getProperty:KafkaExtension", "-property:BuildingInsideVisualStudio=true"]);
        start.Environment.Remove("KafkaExtension");

        Assert.Equal("official", (await Tool.SucceedsAsync(start)).Trim());
    }

    // The SDK's generators put types of their own into that namespace.
    private static bool IsWritten(Type type) =>
        type.Name.StartsWith("Kafka", StringComparison.Ordinal) && !type.IsDefined(typeof(CompilerGeneratedAttribute));

    private static IEnumerable<string> Described(IEnumerable<string> names) =>
        names.SelectMany(name => Describe(Extension.GetType($"{typeof(KafkaRecord).Namespace}.{name}", throwOnError: true)!));

    private static IEnumerable<string> Describe(Type type)
    {
        if (type.IsEnum) return Enum.GetNames(type).Select(name => $"{type.Name}.{name} = {Convert.ToInt32(Enum.Parse(type, name))}");

        string[] baseType = type.BaseType == typeof(object) ? [] : [$"{type.Name} : {type.BaseType!.Name}"];
        var constructors = type.GetConstructors()
            .Select(constructor => $"{type.Name}({string.Join(", ", constructor.GetParameters().Select(Parameter))})");
        return [.. baseType, .. constructors, .. type.GetProperties().Where(property => property.DeclaringType == type).Select(Property)];
    }

    private static string Parameter(ParameterInfo parameter) => $"{parameter.ParameterType.Name} {parameter.Name}";

    private static string Property(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        var arguments = type.GetConstructors()[0].GetParameters().Select(_ => (object)"given").ToArray();
        var unset = property.GetValue(Activator.CreateInstance(type, arguments));
        var value = unset is null or "given" ? "" : $" = {unset}";
        return $"{type.Name}.{property.Name}: {property.PropertyType.Name}{(property.GetSetMethod() is null ? ", read only" : "")}{value}";
    }
}
